// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.lifecycle.Startables;
import org.vc4lab.TestEngine;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.Bcm2711Container;
import org.vc4lab.guest.GuestEvidence;
import org.vc4lab.guest.MachineProvider;
import org.vc4lab.kernellog.Report;

/** Emulated machines as Testcontainers has them. */
class Bcm2711ContainerIT {
    private static final String[] APLAY = {
        "aplay", "--channels=2", "-D", "iec958:CARD=vc4hdmi0,DEV=0", "/root/test-tone.wav"
    };

    @TempDir
    Path folder;

    private final List<Path> folders = new CopyOnWriteArrayList<>();

    @BeforeEach
    void needsAnEngine() throws Exception {
        TestEngine.orSkip(new ProcessRunner());
    }

    @Test
    void twoContainersRunAtOnceWithDifferentKernels() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (Bcm2711Container bad = container().withCandidate("base").withConsoleConsumer(lines::add);
                Bcm2711Container good = container().withCandidate("hw-params").withSymbols()) {
            Startables.deepStart(bad, good).join();

            assertThat(bad.execInGuest(APLAY).exitCode()).isZero();
            assertThat(good.execInGuest(APLAY).exitCode()).isZero();

            assertThat(bad.kernelLog()).extracting(Report::title).isNotEmpty();
            assertThat(good.kernelLog()).isEmpty();
            GuestEvidence evidence = good.evidence();
            assertThat(evidence.outputs().get(0).wordsPlayed()).isBetween(176400L, 180000L);
            assertThat(evidence.outputs().get(0).infoframes().lateNanos()).isNotNegative();
            assertThat(lines).anyMatch(line -> line.contains("Linux version"));
            assertThat(good.symbols()).isNotEmptyFile();
            assertThat(good.screenshot()).isNotEmptyFile();
            assertThat(folders).hasSize(2).allSatisfy(machineFolder -> assertThat(machineFolder)
                    .isNotEmptyDirectory());

            Path there = Files.writeString(folder.resolve("there"), "a file\n");
            good.copyToGuest(there, "/tmp/file");
            good.copyFromGuest("/tmp/file", folder.resolve("back"));
            assertThat(folder.resolve("back")).hasContent("a file");
        }
        assertThat(folders)
                .allSatisfy(machineFolder -> assertThat(machineFolder).doesNotExist());
    }

    @Test
    void aContainerThatStartsTooSlowlyLeavesNothing() throws Exception {
        try (Bcm2711Container slow = container().withStartupTimeout(Duration.ofMillis(200))) {
            assertThatThrownBy(slow::start).hasStackTraceContaining("user space");

            assertThat(slow.getContainerId()).isNull();
            assertThat(folders).hasSize(1).allSatisfy(machineFolder -> assertThat(machineFolder)
                    .doesNotExist());
        }
    }

    @Test
    void anUnknownKernelIsRefusedAtOnce() {
        try (Bcm2711Container none = new Bcm2711Container().withKernel("1.2.3")) {
            assertThatThrownBy(none::start)
                    .isInstanceOf(ContainerLaunchException.class)
                    .hasStackTraceContaining("no kernel 1.2.3");
        }
    }

    /** One whose folder on this host is noted. */
    private Bcm2711Container container() {
        return new Bcm2711Container((request, machineFolder) -> {
            folders.add(machineFolder);
            return MachineProvider.load().provide(request, machineFolder);
        });
    }
}
