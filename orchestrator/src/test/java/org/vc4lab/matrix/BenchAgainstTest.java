// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** {@code ci/bench against} runs the command of each commit, in turn. */
class BenchAgainstTest {
    @TempDir
    Path folder;

    private final ProcessRunner processes = new ProcessRunner();

    /** Two commits with other text in {@code name}, and the scripts beside it. */
    @BeforeEach
    void commitTwice() throws Exception {
        for (String script : new String[] {"ci/bench.d/against.py", "ci/common/labstore.py"}) {
            Path copy = folder.resolve("tree").resolve(script);
            PathUtils.createParentDirectories(copy);
            Files.copy(Path.of("..").resolve(script), copy);
        }
        git("init", "-q");
        for (String name : new String[] {"old", "new"}) {
            Files.writeString(folder.resolve("tree/name"), name);
            git("add", ".");
            git("-c", "user.name=Test", "-c", "user.email=test@localhost", "commit", "-q", "-m", name);
        }
    }

    private void git(String... arguments) throws Exception {
        Command command = Command.of("git", arguments).workingDirectory(folder.resolve("tree"));
        processes.run(command).orThrow();
    }

    private CommandResult against(String commit, String shell) throws Exception {
        return processes.run(
                Command.of("python3", "ci/bench.d/against.py", commit, "--rounds", "2", "--", "sh", "-c", shell)
                        .workingDirectory(folder.resolve("tree"))
                        .env("XDG_CACHE_HOME", folder.toString())
                        .env("VC4LAB_CACHE", folder.resolve("mine").toString()));
    }

    @Test
    void bothRunInTurnWithTheirOwnStores() throws Exception {
        Path log = folder.resolve("log");

        CommandResult result = against("HEAD~1", "echo $(cat name) ${VC4LAB_CACHE##*/} >>" + log)
                .orThrow();

        assertThat(Files.readString(log)).matches("(old vc4lab-[0-9a-f]+\nnew mine\n){3}");
        assertThat(result.output()).anyMatch(line -> line.matches("this tree +median .* s of 2, .* of [0-9a-f]+"));
        assertThat(folder.resolve("tree/.git/worktrees")).doesNotExist();
    }

    @Test
    void aCommandThatFailsEndsIt() throws Exception {
        CommandResult result = against("HEAD", "echo no such thing; exit 3");

        assertThat(result.status()).isOne();
        assertThat(result.text()).contains("exit status 3", "no such thing");
        assertThat(folder.resolve("tree/.git/worktrees")).doesNotExist();
    }

    @Test
    void anUnknownCommitIsNamed() throws Exception {
        assertThat(against("none", "true").text()).contains("git rev-parse", "none");
    }
}
