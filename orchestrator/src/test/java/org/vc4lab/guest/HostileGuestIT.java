// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.TestEngine;
import org.vc4lab.TestSandbox;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.store.Progress;
import org.vc4lab.container.DockerEngine;
import org.vc4lab.container.Isolation;
import org.vc4lab.exec.ProcessRunner;

/**
 * A guest that has taken its emulator over: in the place of the emulator stands a program that does whatever it can. On
 * this host it gets through, which shows that it tries; in a container or a sandbox it does not.
 */
class HostileGuestIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Each line of the file that it writes is one thing that it could do. */
    private static final String ATTACK =
            """
            #!/bin/bash
            did() { echo "$1" >>console.log; }
            : >console.log
            [ "$(cat SECRET)" = confidential ] && did "read the secret"
            for address in 127.0.0.1 HOSTADDRESS 172.17.0.1; do
                (exec 3<>/dev/tcp/$address/PORT) && did "connected to $address"
            done
            echo x >>"$0" && did "changed the emulator"
            echo x >>KERNEL && did "changed the kernel"
            for kernel in /lab/*; do echo x >>"$kernel" && did "changed $kernel"; done
            echo x >/etc/vc4lab-hostile && rm /etc/vc4lab-hostile && did "wrote to /etc"
            kill -0 PARENT && did "saw a process of the host"
            mknod mem c 1 1 && did "made a device"
            [ "$(id -u)" = 0 ] && did "was root"
            [ "$(ulimit -f)" = unlimited ] && did "could write an endless file"
            [ "$(ulimit -t)" = unlimited ] && did "could use a processor for ever"
            ln -s SECRET screenshot.png
            ln -s .. root
            mkfifo mai.wav
            sh -c 'i=0; while [ $i -lt 100 ]; do sleep 1 & i=$((i + 1)); done' && did "started 100 processes"
            did end
            """;

    private final ProcessRunner runner = new ProcessRunner();

    @TempDir
    Path folder;

    private ServerSocket server;
    private Machine machine;

    @BeforeEach
    void prepare() throws Exception {
        server = new ServerSocket(0);
        Path secret = Files.writeString(folder.resolve("secret"), "confidential");
        Path kernel = Files.writeString(folder.resolve("kernel"), "kernel");
        Path emulator = folder.resolve("emulator");
        Files.writeString(
                emulator,
                ATTACK.replace("SECRET", secret.toString())
                        .replace("HOSTADDRESS", InetAddress.getLocalHost().getHostAddress())
                        .replace("PORT", Integer.toString(server.getLocalPort()))
                        .replace("KERNEL", kernel.toString())
                        .replace("PARENT", Long.toString(ProcessHandle.current().pid())));
        Files.setPosixFilePermissions(emulator, PosixFilePermissions.fromString("rwxr-xr-x"));
        machine = new Machine(
                new Machine.BootFiles(
                        emulator,
                        kernel,
                        Files.writeString(folder.resolve("dtb"), "tree"),
                        folder.resolve("trial/initrd"),
                        ""),
                ClockMode.DETERMINISTIC,
                List.of(),
                List.of(),
                LIMIT,
                LIMIT,
                Files.createDirectory(folder.resolve("trial")));
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    @Test
    void onTheHostTheAttackSucceeds() throws Exception {
        assertThat(attack(new Launcher.Local(runner)))
                .contains(
                        "read the secret",
                        "connected to 127.0.0.1",
                        "changed the kernel",
                        "saw a process of the host",
                        "could write an endless file",
                        "could use a processor for ever")
                .endsWith("end");
        assertThat(machine.folder()).isDirectoryContaining("glob:**screenshot.png");
    }

    @Test
    void inAContainerTheAttackReadsAndReachesNothing() throws Exception {
        DockerEngine engine = TestEngine.orSkip(runner);
        try (BuildService buildService = BuildService.open(
                HOME, System.getenv(), runner, Progress.silent(), new Isolation.InContainers(engine))) {
            assertThat(attack(Launcher.of(buildService.confiner(), runner))).containsExactly("end");
        }
        assertNothingWasTouched();
    }

    /** All sandboxes of root share nobody's limit of processes. */
    @Test
    void inASandboxTheAttackReadsAndReachesNothing() throws Exception {
        Launcher launcher = Launcher.of(Optional.of(TestSandbox.orSkip(runner)), runner);

        assertThat(attack(launcher)).isSubsetOf("started 100 processes", "end").endsWith("end");
        assertNothingWasTouched();
    }

    private void assertNothingWasTouched() {
        assertThat(machine.boot().kernel()).hasContent("kernel");
        assertThat(machine.folder())
                .as("no link out of it, and no pipe")
                .isDirectoryNotContaining("regex:.*(png|root|wav)");
    }

    private List<String> attack(Launcher launcher) throws Exception {
        try (EmulatorProcess emulatorProcess = launcher.start(
                machine, emulatorView -> List.of(emulatorView.boot().qemu().toString()))) {
            await("end of the attack")
                    .atMost(LIMIT)
                    .until(() -> emulatorProcess.status().isPresent());
            assertThat(machine.console())
                    .as(String.join("\n", emulatorProcess.output()))
                    .exists();
        }
        return Files.readAllLines(machine.console());
    }
}
