// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.TestEngine;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.Progress;
import org.vc4lab.container.DockerEngine;
import org.vc4lab.container.Isolation;
import org.vc4lab.container.Probe;
import org.vc4lab.container.Sandbox;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.LaunchMode;

/** On a machine with a container engine it tests one half of what it says, without one the other. */
final class LauncherSelectorTest {
    private static final Probe<Sandbox> NO_SANDBOX =
            new Probe.Unavailable<>(false, "no sandbox: apt-get install bubblewrap");

    private final ProcessRunner runner = new ProcessRunner();
    private final List<String> notes = new ArrayList<>();
    private final Progress progress = new Progress() {
        @Override
        public ProgressTask start(String name, long expectedSteps) {
            return Progress.silent().start(name, expectedSteps);
        }

        @Override
        public void note(String line) {
            notes.add(line);
        }
    };

    @TempDir
    Path home;

    @Test
    void autoTakesTheSandboxIfItWorksAndTheToolsAreInstalled() throws Exception {
        Sandbox sandbox = new Sandbox(runner);

        assertThat(selector("dpkg", new Probe.Available<>(sandbox)).prepare(LaunchMode.AUTO))
                .isEqualTo(new Isolation.InSandbox(sandbox));
        assertThat(notes).containsExactly("launcher: sandbox");
    }

    @Test
    void autoWarnsLoudlyIfNothingConfines() throws Exception {
        assertThat(selector("dpkg", NO_SANDBOX).prepare(LaunchMode.AUTO)).isEqualTo(Isolation.NONE);
        assertThat(notes).hasSize(2).first().isEqualTo("launcher: local, not confined");
        assertThat(notes.get(1))
                .startsWith("WARNING: no sandbox: apt-get install bubblewrap; and no Docker.")
                .contains("can read, change and send whatever this user (" + System.getProperty("user.name"));
    }

    @Test
    void takesTheHostIfAsked() throws Exception {
        assertThat(selector("dpkg", NO_SANDBOX).prepare(LaunchMode.LOCAL)).isEqualTo(Isolation.NONE);
        assertThat(notes).containsExactly("launcher: local, not confined");
    }

    @Test
    void takesTheSandboxIfAskedOrReportsWhyItDoesNotWork() {
        assertThatThrownBy(() -> selector("dpkg", NO_SANDBOX).prepare(LaunchMode.SANDBOX))
                .hasMessageContainingAll("no sandbox: apt-get install bubblewrap", "'container' or 'local'");
    }

    @Test
    void autoTakesContainersIfToolsAreMissingAndAnEngineAnswers() throws Exception {
        TestEngine.orSkip(runner);

        assertThat(new LauncherSelector(packages("no-such-package"), runner, Progress.silent())
                        .prepare(LaunchMode.AUTO))
                .isInstanceOf(Isolation.InContainers.class);
    }

    /** It stops as the first package is about to be installed, or because this user may not do so. */
    @Test
    void autoInstallsFirstForACompilerThatContainersDoNotHave() throws Exception {
        Progress stop = new Progress() {
            @Override
            public ProgressTask start(String name, long expectedSteps) {
                throw new IllegalStateException(name);
            }

            @Override
            public void note(String line) {}
        };
        HostPackages missing =
                new HostPackages(runner, stop, packages("no-such-package").list(), Set.of(), Set.of());
        LauncherSelector selector = new LauncherSelector(missing, progress, () -> NO_SANDBOX, () -> {
            throw new AssertionError("containers are looked for");
        });

        assertThatThrownBy(() -> selector.prepareWithHostTools(LaunchMode.AUTO))
                .message()
                .containsAnyOf("install 1 Debian packages", "no-such-package");
    }

    @Test
    void takesContainersIfAskedOrReportsThatNoEngineAnswers() throws Exception {
        if (DockerEngine.probe(runner) instanceof Probe.Available) {
            assertThat(selector("dpkg").prepare(LaunchMode.CONTAINER)).isInstanceOf(Isolation.InContainers.class);
        } else {
            assertThatThrownBy(() -> selector("dpkg").prepare(LaunchMode.CONTAINER))
                    .hasMessageContaining("no container engine")
                    .hasMessageContaining("install Docker and start it");
        }
    }

    private LauncherSelector selector(String requiredPackage) throws Exception {
        return new LauncherSelector(packages(requiredPackage), runner, Progress.silent());
    }

    /** Without Docker. */
    private LauncherSelector selector(String requiredPackage, Probe<Sandbox> sandbox) throws Exception {
        return new LauncherSelector(
                packages(requiredPackage),
                progress,
                () -> sandbox,
                () -> new Probe.Unavailable<>(false, "no container engine"));
    }

    /** @param requiredPackage the one package that building on this host takes */
    private HostPackages packages(String requiredPackage) throws Exception {
        Path list = Files.createDirectories(home.resolve("qemu-images")).resolve("host-packages.yaml");
        Files.writeString(list, "packages: [" + requiredPackage + "]\narchitectures: {}\n");
        return new HostPackages(home, runner, Progress.silent());
    }
}
