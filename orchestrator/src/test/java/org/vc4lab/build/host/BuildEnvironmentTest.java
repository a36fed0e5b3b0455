// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.TestSandbox;
import org.vc4lab.build.host.BuildEnvironment.HostBuildEnvironment;
import org.vc4lab.build.host.BuildEnvironment.SandboxBuildEnvironment;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

final class BuildEnvironmentTest {
    private final ProcessRunner runner = new ProcessRunner();
    private final BuildEnvironment host = new HostBuildEnvironment(runner);

    @TempDir
    Path folder;

    @Test
    void aStepThatPrintsNothingEndsInMinutes() throws Exception {
        for (BuildEnvironment environment : List.of(host, sandbox())) {
            CommandResult result = environment.run(Command.of("true"), List.of(), List.of());

            assertThat(result.command().silenceLimit()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(20));
        }
    }

    @Test
    void aStepThatSleepsIsKilled() throws Exception {
        for (BuildEnvironment environment : List.of(host, sandbox())) {
            Command sleeper = Command.of("sleep", "600").silenceLimit(Duration.ofSeconds(1));

            CommandResult result = environment.run(sleeper, List.of(), List.of());

            assertThat(result.describe())
                    .contains("ran: sleep 600", "printed nothing for 1 s, the limit, and was killed");
        }
    }

    /** The versions are a part of the keys of what was built. */
    @Test
    void aSandboxHasTheToolsOfTheHost() throws Exception {
        Command version = Command.of("gcc", "--version");

        assertThat(sandbox().run(version, List.of(), List.of()).output())
                .isEqualTo(host.run(version, List.of(), List.of()).output())
                .isNotEmpty();
    }

    @Test
    void aSandboxReadsTheSourcesAndWritesTheObjects() throws Exception {
        Path sources = Files.createDirectories(folder.resolve("work/source"));
        Path area = Files.createDirectories(folder.resolve("work/area"));
        Files.createDirectory(area.resolve("objects"));
        Files.writeString(sources.resolve("a.c"), "int main(void) { return 0; }");
        String script =
                "gcc -o objects/a " + sources.resolve("a.c") + " && objects/a; echo x >" + sources.resolve("new");

        CommandResult result =
                sandbox().run(Command.of("sh", "-c", script).workingDirectory(area), List.of(sources), List.of(area));

        assertThat(result.succeeded()).as(result.describe()).isFalse();
        assertThat(area.resolve("objects/a")).isExecutable();
        assertThat(sources.resolve("new")).doesNotExist();
    }

    @Test
    void hostAndSandboxDoNotShareObjects() throws Exception {
        assertThat(sandbox().objectFolderName("objects")).isNotEqualTo(host.objectFolderName("objects"));
    }

    private BuildEnvironment sandbox() throws Exception {
        return new SandboxBuildEnvironment(TestSandbox.orSkip(runner));
    }
}
