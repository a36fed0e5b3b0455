// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.build.GitListing.Entry;
import org.vc4lab.exec.Folders;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.Fit;
import org.vc4lab.patch.Series;
import org.vc4lab.source.Git;
import org.vc4lab.source.GitTree;

/**
 * Makes tree objects of commits and patches. They are kept in a repository of ours; what it needs of the user's it
 * reads there.
 */
final class RevisionTrees {
    private static final String AREA = "git";
    private static final Pattern VERSION =
            Pattern.compile("(?m)^VERSION = (\\d+)\\s*^PATCHLEVEL = (\\d+)\\s*^SUBLEVEL = \\d+\\s*$");
    private static final int SHORT_ID = 12;

    private final Store store;
    private final ProcessRunner runner;
    private final Progress progress;
    private final PatchDesk desk;

    RevisionTrees(Store store, ProcessRunner runner, Progress progress, PatchDesk desk) {
        this.store = store;
        this.runner = runner;
        this.progress = progress;
        this.desk = desk;
    }

    /** @throws NotBuiltException where a patch does not apply */
    KernelTree tree(KernelSource.Revision revision, List<Series> patches)
            throws IOException, InterruptedException, NotBuiltException {
        GitTree user = GitTree.open(revision.repository(), runner);
        Path repository = repository();
        String name = KernelTree.name(
                revision.commit()
                        .substring(0, Math.min(SHORT_ID, revision.commit().length())),
                patches);
        GitListing before = listing(user, repository, revision.commit());
        Path scratch = store.temporary();
        try {
            RevisionOrigin origin = new RevisionOrigin(before, user, repository, scratch, runner);
            KernelVersion version = version(revision, origin);
            Map<String, Optional<Entry>> changes = written(origin, patches, repository);
            String root = changes.isEmpty()
                    ? tree(user, repository, revision.commit())
                    : new GitObjects(repository, runner).tree(before, changes, scratch);
            GitWorkTree workTree = new GitWorkTree(user, repository, store, runner, progress);
            return new RevisionTree(name, version, root, before.with(changes), workTree);
        } finally {
            Folders.delete(scratch);
        }
    }

    /** How the patches of a series fit onto a revision and what is below. */
    List<Fit> fits(KernelSource.Revision revision, List<Series> below, Series series)
            throws IOException, InterruptedException {
        GitTree user = GitTree.open(revision.repository(), runner);
        Path repository = repository();
        Path scratch = store.temporary();
        try {
            GitListing listing = listing(user, repository, revision.commit());
            return desk.fit(new RevisionOrigin(listing, user, repository, scratch, runner), below, series);
        } finally {
            Folders.delete(scratch);
        }
    }

    private GitListing listing(GitTree user, Path repository, String commit) throws IOException, InterruptedException {
        return GitListing.read(user.reading(repository, "ls-tree", "-r", "-t", commit), runner);
    }

    private Map<String, Optional<Entry>> written(RevisionOrigin origin, List<Series> patches, Path repository)
            throws IOException, InterruptedException, NotBuiltException {
        Map<String, FileState> changed = new HashMap<>();
        for (Map.Entry<String, FileState> file : desk.apply(origin, patches).entrySet()) {
            if (!Optional.of(file.getValue()).equals(origin.original(file.getKey()))) {
                changed.put(file.getKey(), file.getValue());
            }
        }
        Path scratch = store.temporary();
        try {
            return new GitObjects(repository, runner).write(changed, scratch);
        } finally {
            Folders.delete(scratch);
        }
    }

    private String tree(GitTree user, Path repository, String commit) throws IOException, InterruptedException {
        return runner.run(user.reading(repository, "rev-parse", "--verify", commit + "^{tree}"))
                .orThrow()
                .text();
    }

    private static KernelVersion version(KernelSource.Revision revision, RevisionOrigin origin) throws IOException {
        String makefile = origin.original("Makefile")
                .filter(FileState.Present.class::isInstance)
                .map(state -> ((FileState.Present) state).content())
                .orElse("");
        Matcher version = VERSION.matcher(makefile);
        if (!version.find()) {
            throw new IOException("not a kernel's tree: commit " + revision.commit() + " of " + revision.repository()
                    + " has no Makefile with VERSION, PATCHLEVEL and SUBLEVEL");
        }
        return KernelVersion.of(version.group(1) + "." + version.group(2));
    }

    @SuppressWarnings("try") // the lock is only held
    private Path repository() throws IOException, InterruptedException {
        Path repository = store.work(AREA).resolve("repository");
        if (!Files.exists(repository.resolve("HEAD"))) {
            try (FileLocks.Held held = store.lock(AREA)) {
                Git.makeRepository(repository);
            }
        }
        return repository;
    }
}
