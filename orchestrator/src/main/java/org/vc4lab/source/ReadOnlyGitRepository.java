// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TempDirectory;

/**
 * The user's git tree. It is never written, and nothing that its configuration or its files name is run: git runs in
 * the tree only to resolve names; commands that read objects run in a repository of the lab that borrows them.
 */
public final class ReadOnlyGitRepository {
    /** The columns before a name in git's short status. */
    private static final String STATUS = "XY ";

    private final Path folder;
    private final Path objects;
    private final Path shallow;
    private final ProcessRunner runner;

    private ReadOnlyGitRepository(Path folder, Path objects, Path shallow, ProcessRunner runner) {
        this.folder = folder;
        this.objects = objects;
        this.shallow = shallow;
        this.runner = runner;
    }

    /**
     * Opens a work tree or a bare repository.
     *
     * @throws GitTreeException if the path is neither
     */
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

    public Path folder() {
        return folder;
    }

    /**
     * The full id of the commit that a revision names.
     *
     * @throws GitTreeException if there is no such commit
     */
    public String resolveCommit(String revision) throws IOException, InterruptedException {
        CommandResult revParse =
                runner.run(GitCommands.command("rev-parse", "--verify", "--end-of-options", revision + "^{commit}")
                        .workingDirectory(folder));
        if (!revParse.succeeded()) {
            throw new GitTreeException(
                    "no such revision in " + folder + ": '" + revision + "'; git says: " + revParse.text());
        }
        return revParse.output().get(revParse.output().size() - 1);
    }

    /**
     * Requires Makefile and Kconfig at the root of a commit.
     *
     * @throws GitTreeException if a file is missing
     */
    public void requireKernelTree(String commit) throws IOException, InterruptedException {
        for (String file : List.of("Makefile", "Kconfig")) {
            CommandResult revParse =
                    runner.run(GitCommands.command("rev-parse", "--verify", "--quiet", commit + ":" + file)
                            .workingDirectory(folder));
            if (!revParse.succeeded()) {
                throw new GitTreeException(
                        "not a kernel's tree: " + folder + " has no " + file + " at its root in commit " + commit);
            }
        }
    }

    /**
     * The tracked files that differ from HEAD; empty if nothing is checked out.
     *
     * @throws GitTreeException if git fails
     */
    public List<String> uncommittedFiles() throws IOException, InterruptedException {
        List<String> workTreeInfo = runner.run(
                        GitCommands.command("rev-parse", "--is-inside-work-tree", "--git-path", "index")
                                .workingDirectory(folder))
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

    /** Git in a repository of the lab, which can read the objects of this tree. */
    public Command commandIn(Path repository, String... arguments) {
        return GitCommands.inRepository(repository, arguments)
                .env("GIT_ALTERNATE_OBJECT_DIRECTORIES", GitCommands.quotePath(objects.toString()))
                .env("GIT_SHALLOW_FILE", Files.exists(shallow) ? shallow.toString() : "");
    }
}
