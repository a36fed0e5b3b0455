// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.PatchFormatException;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;
import org.vc4lab.source.ReadOnlyGitRepository;
import org.vc4lab.source.ReadOnlyGitRepository.GitRange;
import org.vc4lab.source.ReadOnlyGitRepository.GitTreeException;

/** The git tree of {@code --tree}, at the revision of {@code --rev}. */
record KernelCheckout(ReadOnlyGitRepository tree, Optional<String> revision, String commit, ProcessRunner runner) {
    private static final int SHORT_ID = 12;

    static KernelCheckout open(Path folder, Optional<String> revision, ProcessRunner runner)
            throws IOException, InterruptedException {
        try {
            ReadOnlyGitRepository tree = ReadOnlyGitRepository.open(folder, runner);
            String commit = tree.resolveCommit(revision.orElse("HEAD"));
            tree.requireKernelTree(commit);
            return new KernelCheckout(tree, revision, commit, runner);
        } catch (GitTreeException invalid) {
            throw new UsageException(invalid);
        }
    }

    /** Notes that uncommitted changes are not tested. */
    static void warnAboutUncommittedChanges(Path folder, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        try {
            List<String> changedFiles =
                    ReadOnlyGitRepository.open(folder, runner).uncommittedFiles();
            if (!changedFiles.isEmpty()) {
                int otherFiles = changedFiles.size() - 1;
                progress.note("uncommitted changes in " + folder + " are not tried: " + changedFiles.get(0)
                        + (otherFiles == 0
                                ? ""
                                : " and " + otherFiles + (otherFiles == 1 ? " other file" : " other files")));
            }
        } catch (GitTreeException invalid) {
            progress.note(String.valueOf(invalid.getMessage()));
        }
    }

    KernelSource source() {
        return new KernelSource.GitRevision(tree.folder(), commit);
    }

    /** For messages, and for the folder of its evidence: "linux@v5.10-rc2". */
    String name() {
        return sanitizeName(tree.folder().getFileName() + "@" + revision.orElse(commit.substring(0, SHORT_ID)));
    }

    /** As a name of a folder, and one that QEMU's options can carry. */
    private static String sanitizeName(String name) {
        return name.replaceAll("[^\\w.@^~+-]", "-");
    }

    /**
     * A range as patches.
     *
     * @param base what the range applies to; empty if {@code --rev} says so
     */
    record PatchRange(Series series, List<String> commits, Optional<KernelSource> base) {}

    PatchRange readRange(String rangeText) throws IOException, InterruptedException {
        try {
            GitRange.Content content = new GitRange(tree, rangeText, runner).read();
            List<Patch> patches = content.commits().stream()
                    .map(rangeCommit -> Patch.of(
                            rangeCommit.id().substring(0, SHORT_ID) + " (" + rangeCommit.subject() + ")",
                            rangeCommit.subject(),
                            rangeCommit.diff()))
                    .toList();
            Series series = SeriesReader.requireSafe(new Series(sanitizeName(rangeText), patches));
            KernelSource base = new KernelSource.GitRevision(tree.folder(), content.base());
            List<String> commits =
                    content.commits().stream().map(GitRange.Commit::id).toList();
            return new PatchRange(series, commits, revision.isPresent() ? Optional.empty() : Optional.of(base));
        } catch (GitTreeException | PatchFormatException invalid) {
            throw new UsageException(invalid);
        }
    }
}
