// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.HostPackages;
import org.vc4lab.build.Progress;
import org.vc4lab.container.Engine;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.Where;

/** On a machine with a container engine it tests one half of what it says, without one the other. */
final class LauncherChoiceTest {
    private final ProcessRunner runner = new ProcessRunner();

    @TempDir
    Path home;

    @Test
    void choosesTheHostIfTheToolsAreInstalled() throws Exception {
        assertThat(choice("dpkg").engine(Where.AUTO)).isEmpty();
    }

    @Test
    void choosesTheHostIfAsked() throws Exception {
        assertThat(choice("no-such-package").engine(Where.LOCAL)).isEmpty();
    }

    @Test
    void choosesContainersIfToolsAreMissingAndAnEngineAnswers() throws Exception {
        boolean answers = Engine.find(runner) instanceof Engine.Found.Answers;

        assertThat(choice("no-such-package").engine(Where.AUTO).isPresent()).isEqualTo(answers);
    }

    @Test
    void choosesContainersIfAskedOrReportsThatNoEngineAnswers() throws Exception {
        if (Engine.find(runner) instanceof Engine.Found.Answers) {
            assertThat(choice("dpkg").engine(Where.CONTAINER)).isPresent();
        } else {
            assertThatThrownBy(() -> choice("dpkg").engine(Where.CONTAINER))
                    .hasMessageContaining("no container engine")
                    .hasMessageContaining("install Docker and start it");
        }
    }

    /** @param needed the one package that building on this host takes */
    private LauncherChoice choice(String needed) throws Exception {
        Path list = Files.createDirectories(home.resolve("qemu-images")).resolve("host-packages.yaml");
        Files.writeString(list, "packages: [" + needed + "]\narchitectures: {}\n");
        return new LauncherChoice(new HostPackages(home, runner, Progress.silent()), runner, Progress.silent());
    }
}
