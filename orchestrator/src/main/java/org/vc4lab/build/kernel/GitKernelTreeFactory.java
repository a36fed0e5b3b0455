// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.build.kernel.GitTreeListing.TreeEntry;
import org.vc4lab.build.store.FileLocks;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.Series;
import org.vc4lab.source.ReadOnlyGitRepository;

/**
 * Makes tree objects of commits and patches. They are kept in a repository of ours; what it needs of the user's it
 * reads there.
 */
final class GitKernelTreeFactory {
    private static final String AREA = "git";
    private static final Pattern VERSION =
            Pattern.compile("(?m)^VERSION = (\\d+)\\s*^PATCHLEVEL = (\\d+)\\s*^SUBLEVEL = \\d+\\s*$");
    private static final int SHORT_ID = 12;

    private final Store store;
    private final ProcessRunner runner;
    private final Progress progress;
    private final PatchDesk patcher;

    GitKernelTreeFactory(Store store, ProcessRunner runner, Progress progress, PatchDesk patcher) {
        this.store = store;
        this.runner = runner;
        this.progress = progress;
        this.patcher = patcher;
    }

    /** @throws KernelBuildException where a patch does not apply */
    KernelSourceTree tree(KernelSource.GitRevision revision, List<Series> patches)
            throws IOException, InterruptedException, KernelBuildException {
        ReadOnlyGitRepository userRepository = ReadOnlyGitRepository.open(revision.repository(), runner);
        Path repository = openRepository();
        String name = KernelSourceTree.name(
                revision.commit()
                        .substring(0, Math.min(SHORT_ID, revision.commit().length())),
                patches);
        GitTreeListing before = readListing(userRepository, repository, revision.commit());
        Path scratch = store.createTempFolder();
        try {
            GitFileSource origin = new GitFileSource(before, userRepository, repository, scratch, runner);
            KernelVersion version = readVersion(revision, origin);
            Map<String, Optional<TreeEntry>> changes = writePatchedFiles(origin, patches, repository);
            String root = changes.isEmpty()
                    ? tree(userRepository, repository, revision.commit())
                    : new GitObjectWriter(repository, runner).writeTree(before, changes, scratch);
            GitWorkTree workTree = new GitWorkTree(userRepository, repository, store, runner, progress);
            return new GitKernelTree(name, version, root, before.withChanges(changes), workTree);
        } finally {
            PathUtils.delete(scratch);
        }
    }

    /** How the patches of a series fit onto a revision and what is below. */
    List<PatchResult> checkPatches(KernelSource.GitRevision revision, List<Series> below, Series series)
            throws IOException, InterruptedException {
        ReadOnlyGitRepository userRepository = ReadOnlyGitRepository.open(revision.repository(), runner);
        Path repository = openRepository();
        Path scratch = store.createTempFolder();
        try {
            GitTreeListing listing = readListing(userRepository, repository, revision.commit());
            return patcher.checkPatches(
                    new GitFileSource(listing, userRepository, repository, scratch, runner), below, series);
        } finally {
            PathUtils.delete(scratch);
        }
    }

    private GitTreeListing readListing(ReadOnlyGitRepository userRepository, Path repository, String commit)
            throws IOException, InterruptedException {
        return GitTreeListing.read(userRepository.commandIn(repository, "ls-tree", "-r", "-t", commit), runner);
    }

    private Map<String, Optional<TreeEntry>> writePatchedFiles(
            GitFileSource origin, List<Series> patches, Path repository)
            throws IOException, InterruptedException, KernelBuildException {
        Map<String, FileState> changed = new HashMap<>();
        for (Map.Entry<String, FileState> file : patcher.apply(origin, patches).entrySet()) {
            if (!Optional.of(file.getValue()).equals(origin.readOriginal(file.getKey()))) {
                changed.put(file.getKey(), file.getValue());
            }
        }
        Path scratch = store.createTempFolder();
        try {
            return new GitObjectWriter(repository, runner).write(changed, scratch);
        } finally {
            PathUtils.delete(scratch);
        }
    }

    private String tree(ReadOnlyGitRepository userRepository, Path repository, String commit)
            throws IOException, InterruptedException {
        return runner.run(userRepository.commandIn(repository, "rev-parse", "--verify", commit + "^{tree}"))
                .orThrow()
                .text();
    }

    private static KernelVersion readVersion(KernelSource.GitRevision revision, GitFileSource origin)
            throws IOException {
        String makefile = origin.readOriginal("Makefile")
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
    private Path openRepository() throws IOException, InterruptedException {
        Path repository = store.workArea(AREA).resolve("repository");
        if (!Files.exists(repository.resolve("HEAD"))) {
            try (FileLocks.Held held = store.lock(AREA)) {
                GitCommands.createRepository(repository);
            }
        }
        return repository;
    }
}
