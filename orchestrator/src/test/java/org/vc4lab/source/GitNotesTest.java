// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.GitSandbox;
import org.vc4lab.exec.ProcessRunner;

class GitNotesTest {
    private final GitSandbox user;
    private final GitNotes notes;

    GitNotesTest(@TempDir Path folder) throws Exception {
        this.user = GitSandbox.in(folder.resolve("linux"));
        this.notes = new GitNotes(user.folder(), new ProcessRunner());
    }

    @Test
    void theLastNoteOfACommitIsShownByGitAndNothingElseChanges() throws Exception {
        String commit = user.git("rev-parse", "HEAD");
        String refs = user.git("for-each-ref", "refs/heads", "refs/tags");

        notes.write("squeak", commit, "Verdict of vc4lab: REPRODUCED\n");
        notes.write("squeak", commit, "Verdict of vc4lab: CLEAN\n- it squeaks no more\n");

        assertThat(user.git("log", "-1", "--notes=vc4lab/*"))
                .contains("Notes (vc4lab/squeak):", "Verdict of vc4lab: CLEAN", "- it squeaks no more")
                .doesNotContain("REPRODUCED");
        assertThat(user.git("rev-parse", "HEAD")).isEqualTo(commit);
        assertThat(user.git("for-each-ref", "refs/heads", "refs/tags")).isEqualTo(refs);
        assertThat(user.git("status", "--porcelain")).isEmpty();
    }

    /** The tree may be of somebody else. */
    @Test
    void nothingThatTheTreeNamesIsRun() throws Exception {
        Path witness = user.folder().resolveSibling("run");
        Path hook = user.folder().resolve(".git/hooks/reference-transaction");
        Files.createDirectories(hook.getParent());
        Files.writeString(hook, "#!/bin/sh\ntouch " + witness + "\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        user.git("config", "core.editor", "touch " + witness);
        user.git("config", "commit.gpgSign", "true");
        user.git("config", "gpg.program", hook.toString());
        Files.deleteIfExists(witness); // git's own commands ran the hook

        notes.write("squeak", user.git("rev-parse", "HEAD"), "CLEAN\n");

        assertThat(user.git("notes", "--ref=vc4lab/squeak", "show")).isEqualTo("CLEAN");
        assertThat(witness).doesNotExist();
    }
}
