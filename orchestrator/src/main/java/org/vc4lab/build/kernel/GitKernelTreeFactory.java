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
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.kernel.GitTreeListing.TreeEntry;
import org.vc4lab.build.store.FileLocks;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.TempDirectory;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.PatchApplier;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.Series;
import org.vc4lab.source.BorrowingRepository;
import org.vc4lab.source.ReadOnlyGitRepository;

/** Writes tree objects of commits with patches into a repository of the lab, which borrows the user's objects. */
record GitKernelTreeFactory(BuildContext context) {
    private static final String AREA = "git";
    private static final Pattern VERSION =
            Pattern.compile("(?m)^VERSION = (\\d+)\\s*^PATCHLEVEL = (\\d+)\\s*^SUBLEVEL = \\d+\\s*$");
    private static final int SHORT_ID = 12;

    /** @throws KernelBuildException if a patch does not apply */
    KernelSourceTree tree(KernelSource.GitRevision revision, List<Series> patches)
            throws IOException, InterruptedException, KernelBuildException {
        BorrowingRepository repository = openRepository(revision);
        String commit = revision.commit();
        String name = KernelSourceTree.name(commit.substring(0, Math.min(SHORT_ID, commit.length())), patches);
        try (TempDirectory scratch = context.tempDirectory()) {
            GitFileSource original = fileSource(repository, commit, scratch.path());
            KernelVersion version = readVersion(revision, original);
            GitObjectWriter writer = new GitObjectWriter(repository.folder(), context.runner());
            Map<String, Optional<TreeEntry>> changes = writer.write(
                    patchedFiles(original, patches),
                    Files.createDirectory(scratch.path().resolve("objects")));
            String root = changes.isEmpty()
                    ? repository
                            .run("rev-parse", "--verify", commit + "^{tree}")
                            .text()
                    : writer.writeTree(original.listing(), changes, scratch.path());
            GitTreeListing listing = original.listing().withChanges(changes);
            return new GitKernelTree(name, version, root, listing, repository, context);
        }
    }

    /** Checks how the patches of a series apply on top of a revision and the series below. */
    List<PatchResult> checkPatches(KernelSource.GitRevision revision, List<Series> below, Series series)
            throws IOException, InterruptedException {
        try (TempDirectory files = context.tempDirectory();
                TempDirectory scratch = context.tempDirectory()) {
            GitFileSource original = fileSource(openRepository(revision), revision.commit(), files.path());
            return new PatchApplier(context.runner()).applyAndExplain(original, below, series, scratch.path());
        }
    }

    private static GitFileSource fileSource(BorrowingRepository repository, String commit, Path scratch)
            throws IOException, InterruptedException {
        return new GitFileSource(GitTreeListing.read(repository, commit), repository, scratch);
    }

    private Map<String, FileState> patchedFiles(GitFileSource original, List<Series> patches)
            throws IOException, InterruptedException, KernelBuildException {
        Map<String, FileState> changed = new HashMap<>();
        for (Map.Entry<String, FileState> file :
                KernelSourceTree.applyPatches(original, patches, context).entrySet()) {
            if (!Optional.of(file.getValue()).equals(original.readOriginal(file.getKey()))) {
                changed.put(file.getKey(), file.getValue());
            }
        }
        return changed;
    }

    private static KernelVersion readVersion(KernelSource.GitRevision revision, GitFileSource original)
            throws IOException {
        String makefile = original.readOriginal("Makefile")
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
    private BorrowingRepository openRepository(KernelSource.GitRevision revision)
            throws IOException, InterruptedException {
        ReadOnlyGitRepository lender = ReadOnlyGitRepository.open(revision.repository(), context.runner());
        Path folder = context.store().workArea(AREA).resolve("repository");
        if (!Files.exists(folder.resolve("HEAD"))) {
            try (FileLocks.Held held = context.store().lock(AREA)) {
                GitCommands.createRepository(folder);
            }
        }
        return new BorrowingRepository(lender, folder, context.runner());
    }
}
