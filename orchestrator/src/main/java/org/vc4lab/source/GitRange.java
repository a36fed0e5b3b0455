// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TempDirectory;

/** The commits of a range {@code A..B} in the user's git tree, as patches. */
public final class GitRange {
    private static final String DOTS = "..";
    /** A longer range is taken for a mistake. */
    private static final int MOST_COMMITS = 1000;

    private final ReadOnlyGitRepository tree;
    private final String range;
    private final ProcessRunner runner;

    public GitRange(ReadOnlyGitRepository tree, String range, ProcessRunner runner) {
        this.tree = tree;
        this.range = range;
        this.runner = runner;
    }

    /** A commit and what it changes; one character a byte (ISO 8859-1) in the diff. */
    public record Commit(String id, String subject, String diff) {}

    /**
     * The content of a range.
     *
     * @param base the parent of the first commit
     * @param commits the oldest first
     */
    public record Content(String base, List<Commit> commits) {
        public Content {
            commits = List.copyOf(commits);
        }
    }

    /** Whether a text looks like a range. A path with two dots does so too. */
    public static boolean looksLikeRange(String text) {
        return text.contains(DOTS);
    }

    /**
     * Reads the range.
     *
     * @throws GitTreeException if the text is not a range, or if the range is empty or contains a merge
     */
    public Content read() throws IOException, InterruptedException {
        if (range.contains("...")) {
            throw new GitTreeException("a range with three dots has two ends: '" + range + "'; say A..B");
        }
        int dots = range.indexOf(DOTS);
        String from = tree.resolveCommit(dots == 0 ? "HEAD" : range.substring(0, dots));
        String to = range.endsWith(DOTS)
                ? tree.resolveCommit("HEAD")
                : tree.resolveCommit(range.substring(dots + DOTS.length()));
        try (TempDirectory work = TempDirectory.create("vc4lab-range")) {
            Path repository = work.path().resolve("repository");
            GitCommands.createRepository(repository);
            List<String> ids = listCommitIds(repository, from, to);
            List<Commit> commits = new ArrayList<>();
            for (String id : ids) {
                commits.add(readCommit(repository, id, work.path().resolve("diff")));
            }
            return new Content(parentOf(repository, ids.get(0)), commits);
        }
    }

    private List<String> listCommitIds(Path repository, String from, String to)
            throws IOException, InterruptedException {
        List<String> ids = runGit(
                        repository,
                        "rev-list",
                        "--reverse",
                        "--topo-order",
                        "--parents",
                        "-n" + (MOST_COMMITS + 1),
                        to,
                        "^" + from)
                .output();
        if (ids.isEmpty()) {
            throw new GitTreeException("no commit in the range " + range + " of " + tree.folder());
        }
        for (String line : ids) {
            String[] words = line.split(" ", -1);
            if (words.length != 2) {
                String problem = words.length > 2 ? "a merge" : "a commit without a parent";
                throw new GitTreeException("the range " + range + " holds " + problem + ", which is no patch: "
                        + words[0] + "; make it a straight line with git rebase, or try its end as --rev");
            }
        }
        if (ids.size() > MOST_COMMITS) {
            throw new GitTreeException("more than " + MOST_COMMITS + " commits in the range " + range
                    + ": no series of patches; try its end as --rev");
        }
        return ids.stream().map(line -> line.substring(0, line.indexOf(' '))).toList();
    }

    private String parentOf(Path repository, String first) throws IOException, InterruptedException {
        return runGit(repository, "rev-parse", "--verify", first + "^").text();
    }

    private Commit readCommit(Path repository, String id, Path file) throws IOException, InterruptedException {
        runGit(
                repository,
                "diff-tree",
                "-p",
                "--binary",
                "--full-index",
                "--no-renames",
                "--no-ext-diff",
                "--no-textconv",
                "--no-commit-id",
                "--output=" + file,
                id);
        String subject = runGit(repository, "log", "-1", "--no-show-signature", "--format=%s", id)
                .text();
        return new Commit(id, subject, Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    private CommandResult runGit(Path repository, String... arguments) throws IOException, InterruptedException {
        return runner.run(tree.commandIn(repository, arguments)).orThrow();
    }
}
