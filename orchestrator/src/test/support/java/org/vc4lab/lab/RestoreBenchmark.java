// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.GuestExit;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.ReadyGuest;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;

/**
 * How long a saved machine takes to its first instruction, from the start of its emulator on; and how much memory many
 * machines of one take together, of which each has played for a while.
 *
 * <p>{@code RestoreBenchmark [times, default 21] [machines, default 20]}
 */
public final class RestoreBenchmark {
    /** The stream plays by then. */
    private static final Duration PLAYED = Duration.ofSeconds(2);

    private static final String PROPORTIONAL_SIZE = "Pss:";
    private static final double MEBI = 1024;

    private RestoreBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int times = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 21;
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        try (TestLab lab = TestLab.openInSandboxes()) {
            Trial trial = lab.trial(lab.candidate("hw-params"), "prompt");
            RestoredMachines machines = RestoredMachines.of(lab, trial);
            List<Long> nanos = new ArrayList<>();
            for (int time = 0; time <= times; time++) {
                long begin = System.nanoTime();
                Guest guest = machines.start();
                long took = System.nanoTime() - begin;
                guest.close();
                if (time > 0) { // the first one boots the machine, and warms up
                    nanos.add(took);
                }
            }
            nanos.sort(null);
            System.out.printf(
                    Locale.ROOT,
                    "restored to the first instruction: median %.0f ms, worst %.0f ms of %d%n",
                    nanos.get(times / 2) / 1e6,
                    nanos.get(times - 1) / 1e6,
                    times);
            printMemory(machines, count);
        }
    }

    private static void printMemory(RestoredMachines machines, int count) throws IOException, InterruptedException {
        Deque<Guest> guests = new ArrayDeque<>();
        try {
            for (int started = 0; started < count; started++) {
                Guest guest = machines.start();
                guests.push(guest);
                GuestExit exit = guest.waitForExit();
                if (!(exit instanceof GuestExit.DeadlineReached)) {
                    throw new IOException("a machine ended before it had played: " + exit);
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d machines at %d ms of guest time: %.0f MiB, shared pages counted once%n",
                    count,
                    PLAYED.toMillis(),
                    emulatorsKibibytes() / MEBI);
        } finally {
            while (!guests.isEmpty()) {
                guests.pop().close();
            }
        }
    }

    /** Of the emulators of this process: each page is divided among those that share it (proc(5), smaps_rollup). */
    private static long emulatorsKibibytes() throws IOException {
        long sum = 0;
        for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
            Path rollup = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
            for (String line : Files.readAllLines(rollup)) {
                if (line.startsWith(PROPORTIONAL_SIZE)) {
                    sum += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return sum;
    }

    /** Machines of one trial that go on from one that has booted. */
    private record RestoredMachines(TestLab lab, TrialMachines machines, ReadyGuest ready) {
        static RestoredMachines of(TestLab lab, Trial trial) throws IOException, InterruptedException {
            TrialRunner runner = lab.runner(ClockMode.DETERMINISTIC);
            TrialMachines machines = WindowRunner.of(runner, trial, lab.artifacts(trial.candidate()))
                    .machines();
            TrialFolder files = new TrialFolder(lab.workshop().store().createTempFolder());
            Machine booting = machines.create(files);
            return new RestoredMachines(
                    lab, machines, runner.bootedGuest(booting, machines).orElseThrow());
        }

        /** Runs on when this returns. */
        Guest start() throws IOException, InterruptedException {
            TrialFolder files = new TrialFolder(lab.workshop().store().createTempFolder());
            Trial trial = machines.trial();
            Guest guest = Guest.restore(machines.create(files), ready, lab.launcher());
            try {
                guest.handIn(
                        TrialMachineFactory.scenarioProperties(trial, files),
                        TrialRunner.scenarioText(trial, trial.scenario().guestLimit()),
                        PLAYED);
                return guest;
            } catch (IOException | InterruptedException | RuntimeException failed) {
                guest.close();
                throw failed;
            }
        }
    }
}
