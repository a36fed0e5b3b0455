// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.KernelSource;
import org.vc4lab.build.Progress;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.PatchFormatException;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;
import org.vc4lab.source.GitRange;
import org.vc4lab.source.GitTree;
import org.vc4lab.source.GitTreeException;

/** The git tree of {@code --tree}, at the revision of {@code --rev}. */
final class UserTree {
    private static final int SHORT_ID = 12;

    private final GitTree tree;
    private final Optional<String> revision;
    private final String commit;
    private final ProcessRunner runner;

    private UserTree(GitTree tree, Optional<String> revision, String commit, ProcessRunner runner) {
        this.tree = tree;
        this.revision = revision;
        this.commit = commit;
        this.runner = runner;
    }

    static UserTree open(Path folder, Optional<String> revision, ProcessRunner runner)
            throws IOException, InterruptedException {
        try {
            GitTree tree = GitTree.open(folder, runner);
            String commit = tree.commit(revision.orElse("HEAD"));
            tree.requireKernel(commit);
            return new UserTree(tree, revision, commit, runner);
        } catch (GitTreeException none) {
            throw new UsageException(none);
        }
    }

    /** Says in one line that there are changes which nobody tries, because they are not committed. */
    static void tellOfUncommitted(Path folder, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        try {
            List<String> files = GitTree.open(folder, runner).uncommitted();
            if (!files.isEmpty()) {
                int more = files.size() - 1;
                progress.note("uncommitted changes in " + folder + " are not tried: " + files.get(0)
                        + (more == 0 ? "" : " and " + more + (more == 1 ? " other file" : " other files")));
            }
        } catch (GitTreeException unknown) {
            progress.note(String.valueOf(unknown.getMessage()));
        }
    }

    KernelSource source() {
        return new KernelSource.Revision(tree.folder(), commit);
    }

    /** For messages, and for the folder of its evidence: "linux@v5.10-rc2". */
    String name() {
        return plain(tree.folder().getFileName() + "@" + revision.orElse(commit.substring(0, SHORT_ID)));
    }

    /** As a name of a folder, and one that QEMU's options can carry. */
    private static String plain(String name) {
        return name.replaceAll("[^\\w.@^~+-]", "-");
    }

    /** @param start empty where the user says on what it shall stand */
    record Range(Series series, Optional<KernelSource> start) {}

    Range range(String text) throws IOException, InterruptedException {
        try {
            GitRange.Content content = new GitRange(tree, text, runner).read();
            List<Patch> patches = new ArrayList<>();
            for (GitRange.Commit one : content.commits()) {
                patches.add(Patch.of(
                        one.id().substring(0, SHORT_ID) + " (" + one.subject() + ")", one.subject(), one.diff()));
            }
            Series series = SeriesReader.harmless(new Series(plain(text), patches));
            return new Range(
                    series,
                    revision.isPresent()
                            ? Optional.empty()
                            : Optional.of(new KernelSource.Revision(tree.folder(), content.start())));
        } catch (GitTreeException | PatchFormatException none) {
            throw new UsageException(none);
        }
    }
}
