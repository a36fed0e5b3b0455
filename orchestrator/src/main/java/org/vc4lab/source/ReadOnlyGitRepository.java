// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TempDirectory;

/**
 * The user's git tree. It is never written, and nothing that its configuration or its files name is run: git runs in
 * the tree only to resolve names; commands that read objects run in a repository of the lab that borrows them.
 *
 * @param objects the folder of its objects
 * @param shallow the file with the commits that lack their parents; it may be missing
 */
public record ReadOnlyGitRepository(Path folder, Path objects, Path shallow, ProcessRunner runner) {
    /** The columns before a name in git's short status. */
    private static final String STATUS = "XY ";

    /** What was given as a git tree, or as a revision of one, is none; the message says what was found. */
    public static final class GitTreeException extends IOException {
        private static final long serialVersionUID = 1L;

        GitTreeException(String message) {
            super(message);
        }
    }

    /**
     * A repository of the lab that sees the objects of a user's tree beside its own (git's "alternates").
     *
     * @param lender the user's tree
     * @param folder of the lab's repository
     */
    public record BorrowingRepository(ReadOnlyGitRepository lender, Path folder, ProcessRunner runner) {
        /** The kernel has 90,000 files and 1.4 million commits. */
        private static final int MOST_LINES = 3_000_000;

        public Command command(String... arguments) {
            return lender.commandIn(folder, arguments);
        }

        /** Runs git; a status other than 0 is an error. */
        public CommandResult run(String... arguments) throws IOException, InterruptedException {
            return runner.run(command(arguments)).orThrow();
        }

        /**
         * All lines of the output, where a {@link CommandResult} keeps only the last; a {@link GitTreeException} if
         * there are too many: a few objects can make a tree with any number of files.
         */
        public List<String> lines(String... arguments) throws IOException, InterruptedException {
            List<String> lines = new ArrayList<>();
            CommandResult result = runner.run(command(arguments).onOutputLine(line -> {
                if (lines.size() <= MOST_LINES) {
                    lines.add(line);
                }
            }));
            if (lines.size() > MOST_LINES) {
                throw new GitTreeException("git printed more than the limit of " + MOST_LINES + " lines for "
                        + lender.folder() + "; ran: " + result.command());
            }
            result.orThrow();
            return lines;
        }
    }

    /** Opens a work tree or a bare repository; a {@link GitTreeException} if the path is neither. */
    public static ReadOnlyGitRepository open(Path path, ProcessRunner runner) throws IOException, InterruptedException {
        if (!Files.isDirectory(path)) {
            throw new GitTreeException("not a git tree, there is no such folder: " + path);
        }
        Path folder = path.toRealPath();
        CommandResult revParse = runner.run(
                GitCommands.command("rev-parse", "--show-prefix", "--git-path", "objects", "--git-path", "shallow")
                        .workingDirectory(folder));
        List<String> lines = revParse.output();
        if (!revParse.succeeded()) {
            throw new GitTreeException("not a git tree: " + path + "; git says: " + revParse.text());
        }
        if (!lines.get(0).isEmpty()) {
            throw new GitTreeException(
                    "not the root of a git tree, but the folder " + lines.get(0) + " of one: " + path);
        }
        return new ReadOnlyGitRepository(folder, folder.resolve(lines.get(1)), folder.resolve(lines.get(2)), runner);
    }

    /** The full id of the commit that a revision names; a {@link GitTreeException} if there is none. */
    public String resolveCommit(String revision) throws IOException, InterruptedException {
        CommandResult revParse = runInTree("rev-parse", "--verify", "--end-of-options", revision + "^{commit}");
        if (!revParse.succeeded()) {
            throw new GitTreeException(
                    "no such revision in " + folder + ": '" + revision + "'; git says: " + revParse.text());
        }
        return revParse.output().get(revParse.output().size() - 1);
    }

    /** Requires Makefile and Kconfig at the root of a commit; a {@link GitTreeException} if one is missing. */
    public void requireKernelTree(String commit) throws IOException, InterruptedException {
        for (String file : List.of("Makefile", "Kconfig")) {
            if (!runInTree("rev-parse", "--verify", "--quiet", commit + ":" + file)
                    .succeeded()) {
                throw new GitTreeException(
                        "not a kernel's tree: " + folder + " has no " + file + " at its root in commit " + commit);
            }
        }
    }

    /** The tracked files that differ from HEAD; empty if nothing is checked out. */
    public List<String> uncommittedFiles() throws IOException, InterruptedException {
        List<String> workTreeInfo = runInTree("rev-parse", "--is-inside-work-tree", "--git-path", "index")
                .orThrow()
                .output();
        Path index = folder.resolve(workTreeInfo.get(1));
        if (!workTreeInfo.get(0).equals("true") || !Files.exists(index)) {
            return List.of();
        }
        try (TempDirectory scratch = TempDirectory.create("vc4lab-status")) {
            Path repository = scratch.path();
            GitCommands.createRepository(repository);
            Files.writeString(repository.resolve("HEAD"), resolveCommit("HEAD") + "\n");
            CommandResult status = runner.run(
                    commandIn(repository, "status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all")
                            .workingDirectory(folder)
                            .env("GIT_WORK_TREE", folder.toString())
                            .env("GIT_INDEX_FILE", index.toString()));
            if (!status.succeeded()) {
                throw new GitTreeException(
                        "git cannot tell what is not committed in " + folder + "; it says: " + status.text());
            }
            return status.output().stream()
                    .map(line -> line.substring(STATUS.length()))
                    .toList();
        }
    }

    private CommandResult runInTree(String... arguments) throws IOException, InterruptedException {
        return runner.run(GitCommands.command(arguments).workingDirectory(folder));
    }

    /** Git in a repository of the lab, which can read the objects of this tree. */
    public Command commandIn(Path repository, String... arguments) {
        return GitCommands.inRepository(repository, arguments)
                .env("GIT_ALTERNATE_OBJECT_DIRECTORIES", GitCommands.quotePath(objects.toString()))
                .env("GIT_SHALLOW_FILE", Files.exists(shallow) ? shallow.toString() : "");
    }

    /** The commits of a range {@code A..B} in the user's git tree, as patches. */
    public record GitRange(ReadOnlyGitRepository tree, String range, ProcessRunner runner) {
        private static final String DOTS = "..";
        /** A longer range is taken for a mistake. */
        private static final int MOST_COMMITS = 1000;

        /** A commit and what it changes; one character a byte (ISO 8859-1) in the diff. */
        public record Commit(String id, String subject, String diff) {}

        /**
         * The content of a range.
         *
         * @param base the parent of the first commit
         * @param commits the oldest first
         */
        public record Content(String base, List<Commit> commits) {}

        /** Whether a text looks like a range. A path with two dots does so too. */
        public static boolean looksLikeRange(String text) {
            return text.contains(DOTS);
        }

        /** Reads the range; a {@link GitTreeException} if it is none, is empty or contains a merge. */
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
                BorrowingRepository repository =
                        new BorrowingRepository(tree, work.path().resolve("repository"), runner);
                GitCommands.createRepository(repository.folder());
                List<String> ids = listCommitIds(repository, from, to);
                List<Commit> commits = new ArrayList<>();
                for (String id : ids) {
                    commits.add(readCommit(repository, id, work.path().resolve("diff")));
                }
                String base = repository
                        .run("rev-parse", "--verify", ids.get(0) + "^")
                        .text();
                return new Content(base, List.copyOf(commits));
            }
        }

        private List<String> listCommitIds(BorrowingRepository repository, String from, String to)
                throws IOException, InterruptedException {
            String limit = "-n" + (MOST_COMMITS + 1);
            List<String> ids =
                    repository.lines("rev-list", "--reverse", "--topo-order", "--parents", limit, to, "^" + from);
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
            return ids.stream()
                    .map(line -> line.substring(0, line.indexOf(' ')))
                    .toList();
        }

        private static Commit readCommit(BorrowingRepository repository, String id, Path file)
                throws IOException, InterruptedException {
            repository.run(
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
            String subject = repository
                    .run("log", "-1", "--no-show-signature", "--format=%s", id)
                    .text();
            return new Commit(id, subject, BoundedFiles.readString(file, StandardCharsets.ISO_8859_1));
        }
    }
}
