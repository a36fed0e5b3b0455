// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.Progress;
import org.vc4lab.container.DockerEngine;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.LaunchMode;

/** On a machine with a container engine it tests one half of what it says, without one the other. */
final class LauncherSelectorTest {
    private final ProcessRunner runner = new ProcessRunner();

    @TempDir
    Path home;

    @Test
    void choosesTheHostIfTheToolsAreInstalled() throws Exception {
        assertThat(selector("dpkg").selectEngine(LaunchMode.AUTO)).isEmpty();
    }

    @Test
    void choosesTheHostIfAsked() throws Exception {
        assertThat(selector("no-such-package").selectEngine(LaunchMode.LOCAL)).isEmpty();
    }

    @Test
    void choosesContainersIfToolsAreMissingAndAnEngineAnswers() throws Exception {
        boolean answers = DockerEngine.probe(runner) instanceof DockerEngine.Probe.Available;

        assertThat(selector("no-such-package").selectEngine(LaunchMode.AUTO).isPresent())
                .isEqualTo(answers);
    }

    @Test
    void choosesContainersIfAskedOrReportsThatNoEngineAnswers() throws Exception {
        if (DockerEngine.probe(runner) instanceof DockerEngine.Probe.Available) {
            assertThat(selector("dpkg").selectEngine(LaunchMode.CONTAINER)).isPresent();
        } else {
            assertThatThrownBy(() -> selector("dpkg").selectEngine(LaunchMode.CONTAINER))
                    .hasMessageContaining("no container engine")
                    .hasMessageContaining("install Docker and start it");
        }
    }

    /** @param requiredPackage the one package that building on this host takes */
    private LauncherSelector selector(String requiredPackage) throws Exception {
        Path list = Files.createDirectories(home.resolve("qemu-images")).resolve("host-packages.yaml");
        Files.writeString(list, "packages: [" + requiredPackage + "]\narchitectures: {}\n");
        return new LauncherSelector(new HostPackages(home, runner, Progress.silent()), runner, Progress.silent());
    }
}
