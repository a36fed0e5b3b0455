// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
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
import org.vc4lab.kernellog.Report;

/** Emulated machines as Testcontainers has them. */
class Bcm2711ContainerIT {
    private static final String[] APLAY = {
        "aplay", "--channels=2", "-D", "iec958:CARD=vc4hdmi0,DEV=0", "/root/test-tone.wav"
    };

    @TempDir
    Path folder;

    @BeforeEach
    void needsAnEngine() throws Exception {
        TestEngine.orSkip(new ProcessRunner());
    }

    @Test
    void twoAtTheSameTimeEachWithItsOwnKernel() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();
        try (Bcm2711Container bad = new Bcm2711Container().withCandidate("base").withConsoleConsumer(lines::add);
                Bcm2711Container good =
                        new Bcm2711Container().withCandidate("hw-params").withSymbols()) {
            Startables.deepStart(bad, good).join();

            assertThat(bad.execInGuest(APLAY).exitCode()).isZero();
            assertThat(good.execInGuest(APLAY).exitCode()).isZero();

            assertThat(bad.kernelLog()).extracting(Report::title).isNotEmpty();
            assertThat(good.kernelLog()).isEmpty();
            GuestEvidence evidence = good.evidence();
            assertThat(evidence.outputs().get(0).wordsPlayed()).isBetween(176400L, 180000L);
            assertThat(evidence.outputs().get(0).infoframeLateNanos()).isNotNegative();
            assertThat(lines).anyMatch(line -> line.contains("Linux version"));
            assertThat(good.symbols()).isNotEmptyFile();
            assertThat(good.screenshot()).isNotEmptyFile();

            Path there = Files.writeString(folder.resolve("there"), "a file\n");
            good.copyToGuest(there, "/tmp/file");
            good.copyFromGuest("/tmp/file", folder.resolve("back"));
            assertThat(folder.resolve("back")).hasContent("a file");
        }
    }

    @Test
    void whatCannotBeMadeIsToldAtOnce() {
        try (Bcm2711Container none = new Bcm2711Container().withKernel("1.2.3")) {
            assertThatThrownBy(none::start)
                    .isInstanceOf(ContainerLaunchException.class)
                    .hasStackTraceContaining("no kernel 1.2.3");
        }
    }
}
