// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TempDirectory;

/**
 * Notes on the commits of a user's tree, git-notes(1). They are all that the lab ever writes to it, if the user asks
 * for them: a commit of refs/notes, and neither the work tree nor a branch.
 */
public record GitNotes(Path repository, ProcessRunner runner) {
    private static final String AUTHOR = "vc4lab";
    private static final String ADDRESS = "vc4lab@vc4lab.invalid";

    /**
     * Replaces the commit's note.
     *
     * @param name of the notes, below refs/notes/vc4lab
     */
    public void write(String name, String commit, String text) throws IOException, InterruptedException {
        try (TempDirectory work = TempDirectory.create("vc4lab-note")) {
            Path message = Files.writeString(work.path().resolve("note"), text);
            runner.run(GitCommands.command(
                                    "notes", "--ref=vc4lab/" + name, "add", "-f", "-F", message.toString(), commit)
                            .workingDirectory(repository)
                            .env("GIT_AUTHOR_NAME", AUTHOR)
                            .env("GIT_AUTHOR_EMAIL", ADDRESS)
                            .env("GIT_COMMITTER_NAME", AUTHOR)
                            .env("GIT_COMMITTER_EMAIL", ADDRESS))
                    .orThrow();
        }
    }
}
