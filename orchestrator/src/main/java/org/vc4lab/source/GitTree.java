// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.Outcome;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TemporaryFolder;

/**
 * A git tree of the user's. It is read and never written, and nothing that its configuration or its files name is run:
 * the tree itself is asked for names alone; whatever reads objects runs in a repository of ours that borrows them.
 */
public final class GitTree {
    /** What stands before a name in git's short status. */
    private static final String STATUS = "XY ";

    private final Path folder;
    private final Path objects;
    private final Path shallow;
    private final ProcessRunner runner;

    private GitTree(Path folder, Path objects, Path shallow, ProcessRunner runner) {
        this.folder = folder;
        this.objects = objects;
        this.shallow = shallow;
        this.runner = runner;
    }

    /**
     * Opens a work tree or a bare repository.
     *
     * @throws GitTreeException where it is neither
     */
    public static GitTree open(Path given, ProcessRunner runner) throws IOException, InterruptedException {
        if (!Files.isDirectory(given)) {
            throw new GitTreeException("not a git tree, there is no such folder: " + given);
        }
        Path folder = given.toRealPath();
        Outcome asked =
                runner.run(Git.command("rev-parse", "--show-prefix", "--git-path", "objects", "--git-path", "shallow")
                        .in(folder));
        List<String> lines = asked.output();
        if (!asked.succeeded()) {
            throw new GitTreeException("not a git tree: " + given + "; git says: " + asked.text());
        }
        if (!lines.get(0).isEmpty()) {
            throw new GitTreeException(
                    "not the root of a git tree, but the folder " + lines.get(0) + " of one: " + given);
        }
        return new GitTree(folder, folder.resolve(lines.get(1)), folder.resolve(lines.get(2)), runner);
    }

    public Path folder() {
        return folder;
    }

    /**
     * The full id of the commit that a revision means.
     *
     * @throws GitTreeException where it means none
     */
    public String commit(String revision) throws IOException, InterruptedException {
        Outcome asked = runner.run(Git.command("rev-parse", "--verify", "--end-of-options", revision + "^{commit}")
                .in(folder));
        if (!asked.succeeded()) {
            throw new GitTreeException(
                    "no such revision in " + folder + ": '" + revision + "'; git says: " + asked.text());
        }
        return asked.output().get(asked.output().size() - 1);
    }

    /**
     * A kernel's tree has these two files at its root.
     *
     * @throws GitTreeException where the commit has not
     */
    public void requireKernel(String commit) throws IOException, InterruptedException {
        for (String file : List.of("Makefile", "Kconfig")) {
            Outcome asked = runner.run(Git.command("rev-parse", "--verify", "--quiet", commit + ":" + file)
                    .in(folder));
            if (!asked.succeeded()) {
                throw new GitTreeException(
                        "not a kernel's tree: " + folder + " has no " + file + " at its root in commit " + commit);
            }
        }
    }

    /**
     * The files that git follows and that are not as in HEAD; none where nothing is checked out.
     *
     * @throws GitTreeException where git cannot tell
     */
    public List<String> uncommitted() throws IOException, InterruptedException {
        List<String> asked = runner.run(Git.command("rev-parse", "--is-inside-work-tree", "--git-path", "index")
                        .in(folder))
                .orThrow()
                .output();
        Path index = folder.resolve(asked.get(1));
        if (!asked.get(0).equals("true") || !Files.exists(index)) {
            return List.of();
        }
        try (TemporaryFolder own = TemporaryFolder.of("vc4lab-status")) {
            Path repository = own.path();
            Git.makeRepository(repository);
            Files.writeString(repository.resolve("HEAD"), commit("HEAD") + "\n");
            Outcome status = runner.run(
                    reading(repository, "status", "--porcelain", "--untracked-files=no", "--ignore-submodules=all")
                            .in(folder)
                            .with("GIT_WORK_TREE", folder.toString())
                            .with("GIT_INDEX_FILE", index.toString()));
            if (!status.succeeded()) {
                throw new GitTreeException(
                        "git cannot tell what is not committed in " + folder + "; it says: " + status.text());
            }
            return status.output().stream()
                    .map(line -> line.substring(STATUS.length()))
                    .toList();
        }
    }

    /** Git in a repository of ours, which sees the objects of this tree beside its own. */
    public Command reading(Path repository, String... arguments) {
        return Git.in(repository, arguments)
                .with("GIT_ALTERNATE_OBJECT_DIRECTORIES", Git.quoted(objects.toString()))
                .with("GIT_SHALLOW_FILE", Files.exists(shallow) ? shallow.toString() : "");
    }
}
