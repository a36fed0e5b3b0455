// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.Nightly;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.GuestExit;
import org.vc4lab.guest.Machine;
import org.vc4lab.lab.audio.WaveFile;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.witness.Witness;

/**
 * A machine that is stopped, saved, loaded or watched at any instruction leaves what one leaves that never was:
 * console, transcript, captured words, and which processor executed which instruction. So does one with the same policy
 * and seed, and one that repeats a record.
 */
class ScheduleIT {
    private static final String SCHEDULE = "/machine/schedule";
    private static final int CARD = 0;
    private static final String FIFO = "mai0";
    private static final int STOPS = 2;
    private static final int NIGHTLY_STOPS = 50;
    private static final int LOADS = 2;
    private static final int NIGHTLY_LOADS = 5;
    /** The first is before the kernel prints anything. */
    private static final Duration FIRST_STOP = Duration.ofMillis(50);

    private static final String CONFIG = "armv7l-lockdep";
    /** From when sound devices are found until the tone is played. */
    private static final String WINDOW = ",from-ns=1500000001,until-ns=4000000003";

    /** For what hardware is free to choose; with the policy "fixed" nothing else of a run depends on the seed. */
    private static final String JITTER =
            " -global bcm2835-dma.irq-jitter-ns=1000000 -global bcm2711-hdmi.packet-jitter-ns=1000000";

    private static final Duration IN_WINDOW = Duration.ofMillis(2500);
    private static final String RECORD = "record";

    private static final Duration LONGEST_RUN_BETWEEN_PAUSES = Duration.ofMillis(30);

    private final Path folder = TestLab.trialFolder(getClass());
    private final Random random = new Random(1);

    /** What two machines have in common if the same instructions ran in the same order. */
    private record Trace(String switches, long instructions, long wordsPlayed, String console, String transcript) {
        static Trace of(Guest guest, Machine machine) throws IOException, InterruptedException {
            return new Trace(
                    guest.devices().getText(SCHEDULE, "hash"),
                    guest.instructions(),
                    guest.devices().getNumber(FIFO, "words-played"),
                    Files.readString(machine.console()),
                    Files.readString(machine.transcript()));
        }

        /** The trace of a machine that was loaded, with what the saved one had written. */
        Trace after(Trace saved) {
            return new Trace(
                    switches, instructions, wordsPlayed, saved.console + console, saved.transcript + transcript);
        }
    }

    /** A machine that has ended. */
    private record Ended(Trace trace, Duration at, IntBuffer words, String witnessed) {
        static Ended of(Guest guest, Machine machine) throws IOException, InterruptedException {
            assertThat(guest.waitForExit()).isInstanceOf(GuestExit.Shutdown.class);
            Trace trace = Trace.of(guest, machine);
            Duration at = time(guest);
            guest.quit(); // completes the file of the words
            TrialFolder files = new TrialFolder(machine.folder());
            Path captured = files.capturedWords(CARD);
            return new Ended(
                    trace,
                    at,
                    IntBuffer.wrap(
                            Files.exists(captured) ? WaveFile.read(captured).words() : new int[0]),
                    Files.exists(files.witnessLog()) ? Files.readString(files.witnessLog()) : "");
        }

        void isEqualTo(Ended straight) {
            assertThat(trace).isEqualTo(straight.trace);
            assertThat(words).isEqualTo(straight.words);
        }

        void endsLike(Ended straight, SavedMachine saved) {
            assertThat(trace.after(saved.trace))
                    .as("loaded from " + saved.state)
                    .isEqualTo(straight.trace);
            int missing = straight.words.limit() - words.limit();
            assertThat(words).isEqualTo(straight.words.slice(missing, words.limit()));
        }
    }

    private record SavedMachine(Path state, Trace trace) {}

    private record MachineFactory(Trial trial, BuildArtifacts artifacts, Witness witness, Path folder) {
        Machine create(String name, Duration limit) throws IOException {
            Machine machine = unwatched(name, limit);
            return witness.addTo(machine, new TrialFolder(machine.folder()));
        }

        Machine unwatched(String name, Duration limit) throws IOException {
            TrialFolder files = new TrialFolder(Files.createDirectories(folder.resolve(name)));
            Machine machine = ScenarioMachine.create(trial, artifacts, files);
            return new Machine(
                    machine.boot(),
                    machine.clockMode(),
                    machine.properties(),
                    machine.changes(),
                    limit,
                    machine.wallLimit(), // of a whole run: a short one beside these processes may take as long
                    machine.folder());
        }

        Duration limit() {
            return trial.scenario().guestLimit();
        }

        /** Machines with other turns: QEMU merges the options. */
        MachineFactory scheduled(String name, String options) throws IOException {
            Emulator emulator = artifacts.emulator();
            Path scheduledFolder = Files.createDirectories(folder.resolve(name));
            Path script = scheduledFolder.resolve("qemu");
            String arguments = " \"$@\" -icount " + options + JITTER + "\n";
            Files.writeString(script, "#!/bin/sh\nexec " + emulator.qemu() + arguments);
            assertThat(script.toFile().setExecutable(true)).isTrue();
            Emulator scheduled = new Emulator(script, emulator.id());
            return new MachineFactory(
                    trial,
                    new BuildArtifacts(scheduled, artifacts.kernel(), artifacts.rootfs()),
                    witness,
                    scheduledFolder);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = CONFIG)
    void noStopAndNoLoadLeavesATrace(String config) throws Exception {
        compareWithStraightRun(config, STOPS, LOADS);
    }

    @Nightly
    @ParameterizedTest
    @ValueSource(strings = {CONFIG, "arm64-lockdep"})
    void noStopAndNoLoadLeavesATraceBesideProcessesThatBurnEachCore(String config) throws Exception {
        compareWithStraightRun(config, NIGHTLY_STOPS, NIGHTLY_LOADS);
    }

    @Nightly
    @ParameterizedTest
    @ValueSource(
            strings = {
                "policy=fixed",
                "policy=random",
                "policy=starve",
                "policy=pct,change-points=50",
                "policy=pct,busy-ns=500000000"
            })
    void aSeedRepeatsAndSoDoesItsRecord(String policy) throws Exception {
        try (TestLab lab = TestLab.open(CONFIG)) {
            MachineFactory machines = machinesOf(lab, folder.resolve(policy.replaceAll("[^a-z]", "-")));
            String options = policy + WINDOW + ",record=" + RECORD + ",seed=";
            MachineFactory seeded = machines.scheduled("seed1", options + 1);
            Ended straight = straight(seeded, lab);
            straight(machines.scheduled("again", options + 1), lab).isEqualTo(straight);
            assertThat(straight(machines.scheduled("seed2", options + 2), lab).trace.switches)
                    .isNotEqualTo(straight.trace.switches);

            Path points = seeded.folder.resolve("straight").resolve(RECORD);
            String list = "policy=list,seed=1" + WINDOW + ",points=" + points;
            straight(machines.scheduled("list", list), lab).isEqualTo(straight);

            List<SavedMachine> saved = new ArrayList<>();
            stoppedAndSaved(seeded, lab, List.of(IN_WINDOW), saved).isEqualTo(straight);
            loaded(seeded, lab, saved.get(0)).endsLike(straight, saved.get(0));
            assertThat(seeded.folder.resolve("stopped").resolve(RECORD)).hasSameTextualContentAs(points);
            Files.delete(saved.get(0).state());
        }
    }

    private static MachineFactory machinesOf(TestLab lab, Path machinesFolder) throws Exception {
        Trial trial = lab.trial(lab.candidate("hw-params"), "prompt");
        BuildArtifacts artifacts = lab.artifacts(trial.candidate());
        Witness witness = lab.runner(ClockMode.DETERMINISTIC)
                .witnessOf(trial.ofCase(), artifacts.emulator(), artifacts.kernel())
                .orElseThrow();
        return new MachineFactory(trial, artifacts, witness, machinesFolder);
    }

    private static Ended straight(MachineFactory machines, TestLab lab) throws Exception {
        Machine machine = machines.unwatched("straight", machines.limit());
        try (Guest guest = Guest.start(machine, lab.launcher())) {
            return Ended.of(guest, machine);
        }
    }

    private void compareWithStraightRun(String config, int stops, int loads) throws Exception {
        try (TestLab lab = TestLab.open(config)) {
            MachineFactory machines = machinesOf(lab, folder.resolve(config + "-" + stops));
            Ended straight = straight(machines, lab);
            assertThat(straight.words().limit()).isPositive();
            try (CpuLoad load = new CpuLoad(lab.processes())) {
                Ended paused = pausedAnywhere(machines, lab, straight.at());
                paused.isEqualTo(straight);
                List<SavedMachine> saved = new ArrayList<>();
                Ended stopped = stoppedAndSaved(machines, lab, randomTimes(straight.at(), stops), saved);
                stopped.isEqualTo(straight);
                assertThat(stopped.witnessed).isNotEmpty().isEqualTo(paused.witnessed);
                for (SavedMachine state : saved) {
                    for (int time = 0; time < loads; time++) {
                        loaded(machines, lab, state).endsLike(straight, state);
                    }
                    Files.delete(state.state());
                }
                assertThat(load.isRunning()).isTrue();
            }
        }
    }

    private List<Duration> randomTimes(Duration end, int count) {
        return random.longs(count, FIRST_STOP.toNanos(), end.toNanos())
                .sorted()
                .mapToObj(Duration::ofNanos)
                .toList();
    }

    private static Ended stoppedAndSaved(
            MachineFactory machines, TestLab lab, List<Duration> times, List<SavedMachine> saved) throws Exception {
        Machine machine = machines.create("stopped", times.get(0));
        try (Guest guest = Guest.start(machine, lab.launcher())) {
            for (int stop = 0; stop < times.size(); stop++) {
                assertThat(guest.waitForExit()).isInstanceOf(GuestExit.DeadlineReached.class);
                Path state = machine.folder().resolve("state" + stop);
                guest.save(state);
                saved.add(new SavedMachine(state, Trace.of(guest, machine)));
                guest.resumeUntil(stop + 1 < times.size() ? times.get(stop + 1) : machines.limit());
            }
            return Ended.of(guest, machine);
        }
    }

    /** By the host's clock, so each run of this test stops elsewhere. */
    private Ended pausedAnywhere(MachineFactory machines, TestLab lab, Duration end) throws Exception {
        Duration lastPause = end.minusSeconds(1); // one that has ended cannot be resumed
        Machine machine = machines.create("paused", machines.limit());
        try (Guest guest = Guest.start(machine, lab.launcher())) {
            Duration now;
            do {
                Thread.sleep(random.nextLong(LONGEST_RUN_BETWEEN_PAUSES.toMillis()));
                guest.pause();
                now = time(guest);
                guest.resumeUntil(machines.limit());
            } while (now.compareTo(lastPause) < 0);
            return Ended.of(guest, machine);
        }
    }

    private static Ended loaded(MachineFactory machines, TestLab lab, SavedMachine saved) throws Exception {
        Machine machine = machines.create("loaded", machines.limit());
        for (Path file : List.of(
                machine.console(), machine.transcript(), new TrialFolder(machine.folder()).capturedWords(CARD))) {
            Files.deleteIfExists(file); // a loaded machine adds to its logs
        }
        try (Guest guest = Guest.load(machine, saved.state(), lab.launcher())) {
            return Ended.of(guest, machine);
        }
    }

    private static Duration time(Guest guest) throws IOException, InterruptedException {
        return Duration.ofNanos(guest.nanos());
    }
}
