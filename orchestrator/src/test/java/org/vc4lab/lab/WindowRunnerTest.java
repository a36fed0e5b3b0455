// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.FakeQemu;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.Launcher;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.ReadyGuest;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.WindowRunner.TrialPart;
import org.vc4lab.lab.WindowRunner.WindowMark;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.model.Trial;

/** Restores a program that only speaks QMP; its stream's first word left at 1500 ns. */
class WindowRunnerTest {
    private static final Trial TRIAL = TestCase.trial("base", "slow");

    private final Launcher launcher = new Launcher.Local(new ProcessRunner());

    @TempDir
    Path folder;

    private static TrialPart part(long fromNanos) {
        return new TrialPart(new TimeWindow(fromNanos, 2000), Duration.ofNanos(3000), WindowMark.STREAM_PLAYS);
    }

    private Guest restore(Machine machine) throws Exception {
        Path saved = Files.createDirectories(folder.resolve("saved"));
        Files.writeString(saved.resolve(ReadyGuest.STATE), "devices");
        Path ram = Files.writeString(saved.resolve(ReadyGuest.RAM), "RAM");
        return Guest.restore(machine, new ReadyGuest(ram, saved, true), launcher);
    }

    private Machine machine() throws Exception {
        return new Machine(
                new Machine.BootFiles(
                        FakeQemu.install(folder),
                        folder.resolve("kernel"),
                        folder.resolve("dtb"),
                        folder.resolve("initrd"),
                        "ready"),
                ClockMode.DETERMINISTIC,
                List.of(),
                List.of(),
                Duration.ofSeconds(20),
                Duration.ofMinutes(1),
                folder);
    }

    @Test
    void onlyAStreamThatStartsInTheWindowCounts() throws Exception {
        Machine machine = machine();
        try (Guest guest = restore(machine)) {
            assertThat(WindowRunner.hasReachedMark(guest, machine, TRIAL, part(1500)))
                    .isTrue();
            assertThat(WindowRunner.hasReachedMark(guest, machine, TRIAL, part(1501)))
                    .as("an earlier stream's")
                    .isFalse();
            guest.quit();
        }
    }
}
