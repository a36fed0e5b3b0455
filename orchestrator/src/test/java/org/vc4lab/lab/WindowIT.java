// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.GuestExit;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.ReadyGuest;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.WindowRunner.PartStart;
import org.vc4lab.lab.WindowRunner.TrialPart;
import org.vc4lab.lab.WindowRunner.WindowMark;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;

/** What is seen in a part of a trial is what the whole trial shows there. */
class WindowIT {
    /** The stream starts in it, and the case's bug is reported. */
    private static final TrialPart PART = new TrialPart(
            new TimeWindow(1_500_000_000, 1_600_000_000), Duration.ofMillis(1610), WindowMark.STREAM_PLAYS);

    private static final TrialPart EARLIER = new TrialPart(
            new TimeWindow(1_490_000_000, 1_495_000_000), Duration.ofMillis(1496), WindowMark.WINDOW_ENDS);

    private static final Schedule SCHEDULE = Schedule.ofSeed(SchedulePolicy.RANDOM, 5, 0, Optional.of(PART.window()));

    private final Path folder = TestLab.trialFolder(getClass());

    /** A machine that is stopped. */
    private record StoppedMachine(String switches, String console) {}

    @Test
    void aPartDoesWhatTheWholeTrialDoes() throws Exception {
        try (TestLab lab = TestLab.open()) {
            Trial trial = lab.trial(lab.candidate("base"), "prompt");
            WindowRunner windows = lab.windows(trial);
            TrialMachines machines = windows.machines().withSchedule(SCHEDULE);
            PartStart start = windows.save(PART, windows.save(EARLIER));
            StoppedMachine part = stopped("by-way", machines, start, lab);
            assertThat(stopped("straight", machines, windows.save(PART), lab)).isEqualTo(part);
            Machine wholeMachine = machines.create(newFolder("whole"));
            ReadyGuest booted =
                    windows.runner().bootedGuest(wholeMachine, machines).orElseThrow();
            try (Guest guest = Guest.restore(wholeMachine, booted, lab.launcher())) {
                guest.handIn(
                        TrialMachineFactory.scenarioProperties(trial, new TrialFolder(wholeMachine.folder())),
                        TrialRunner.scenarioText(trial, trial.scenario().guestLimit()),
                        PART.until());
                assertThat(stopped(guest, wholeMachine)).isEqualTo(part);
            }
            assertThat(part.console()).contains("BUG: sleeping function called from invalid context");
            WindowRunner.Suspicion suspicion =
                    windows.run(SCHEDULE, start).suspicion().orElseThrow();
            assertThat(suspicion.reason()).contains("W1");
            assertThat(suspicion.reports()).isNotEmpty();
        }
    }

    /** The hand-in sets the profile; nothing sets it again in the machine that is restored. */
    @Test
    void aPartHasTheProfileOfItsTrial() throws Exception {
        try (TestLab lab = TestLab.open()) {
            Trial trial = lab.trial(lab.candidate("base"), "slow-packet");
            WindowRunner windows = lab.windows(trial);
            PartStart start = windows.save(PART);
            Machine machine = windows.machines().create(newFolder("slow-packet"));
            assertThat(machine.properties()).isEmpty();
            try (Guest guest = Guest.restore(machine, start.machine(), lab.launcher())) {
                assertThat(guest.devices().getNumber("hdmi0", "packet-delay-ns"))
                        .isEqualTo(16_700_000);
                guest.quit();
            }
        }
    }

    private TrialFolder newFolder(String name) throws IOException {
        return new TrialFolder(Files.createDirectories(folder.resolve(name)));
    }

    private StoppedMachine stopped(String name, TrialMachines machines, PartStart start, TestLab lab) throws Exception {
        Machine machine = machines.create(newFolder(name));
        try (Guest guest = Guest.restore(machine, start.machine(), lab.launcher())) {
            guest.resumeUntil(PART.until());
            return stopped(guest, machine);
        }
    }

    private static StoppedMachine stopped(Guest guest, Machine machine) throws IOException, InterruptedException {
        assertThat(guest.waitForExit()).isInstanceOf(GuestExit.DeadlineReached.class);
        return new StoppedMachine(
                guest.devices().getText("/machine/schedule", "hash"), Files.readString(machine.console()));
    }
}
