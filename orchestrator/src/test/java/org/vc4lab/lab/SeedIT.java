// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.Test;
import org.vc4lab.Nightly;
import org.vc4lab.exec.WorkerPools;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.GuestExit;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.WindowRunner.PartStart;
import org.vc4lab.lab.WindowRunner.TrialPart;
import org.vc4lab.lab.WindowRunner.WindowMark;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.model.Verdict;

/**
 * A seed is a schedule: each run of it leaves the same bytes, whatever else the host does. More of them with
 * {@code ci/bench seeds}.
 */
@Nightly
class SeedIT {
    private static final int SEEDS = Integer.getInteger("vc4lab.seeds", 9);
    private static final int RUNS = Integer.getInteger("vc4lab.seeds.runs", 10);
    private static final int PARALLELISM = 2;

    private static final List<SchedulePolicy> POLICIES =
            List.of(SchedulePolicy.RANDOM, SchedulePolicy.PCT, SchedulePolicy.STARVE);

    private static final String SCHEDULE = "/machine/schedule";
    private static final String FIFO = "mai0";
    private static final long HALF_WINDOW_NANOS = Duration.ofMillis(25).toNanos();
    private static final Duration TAIL = Duration.ofMillis(10);

    private final Path folder = TestLab.trialFolder(getClass());

    /**
     * What a run leaves.
     *
     * @param switches a hash of which processor executed which instruction
     */
    private record RunBytes(String switches, long wordsPlayed, String console, String transcript, String witnessLog) {}

    /** The later half of the runs is beside processes that burn each core. */
    @Test
    void eachRunOfASeedLeavesTheSameBytes() throws Exception {
        assertThat(SEEDS).as("seeds, of which some differ in each window").isGreaterThan(3);
        Map<Schedule, RunBytes> firstRuns = new LinkedHashMap<>();
        try (TestLab lab = TestLab.open()) {
            Trial trial = lab.trial(lab.candidate("hw-params"), "prompt");
            WindowRunner windows = lab.windows(trial);
            TrialResult fixed = lab.run(trial, ClockMode.DETERMINISTIC, folder.resolve("fixed"));
            assertThat(fixed.judgement().verdict()).isEqualTo(Verdict.CLEAN);
            List<TrialPart> parts = parts(fixed);
            PartStart start = windows.save(parts.get(0));
            List<PartStart> starts = List.of(start, windows.save(parts.get(1), start));
            repeat(windows, starts, RUNS / 2, firstRuns);
            try (CpuLoad load = new CpuLoad(lab.processes())) {
                repeat(windows, starts, RUNS - RUNS / 2, firstRuns);
                assertThat(load.isRunning()).isTrue();
            }
        }
        firstRuns.keySet().stream()
                .flatMap(schedule -> schedule.window().stream())
                .distinct()
                .forEach(window -> {
                    Set<RunBytes> ofWindow = firstRuns.entrySet().stream()
                            .filter(run -> run.getKey().window().equals(Optional.of(window)))
                            .map(Map.Entry::getValue)
                            .collect(Collectors.toSet());
                    assertThat(ofWindow).as("seeds in " + window).hasSizeGreaterThan(1);
                });
        System.out.println(SEEDS + " seeds, " + RUNS
                + " runs each, the later half beside a process burning each core: equal bytes of each seed");
    }

    /** Around the first and the last sample. */
    private static List<TrialPart> parts(TrialResult fixed) {
        DeviceEvidence.FifoEvidence fifo =
                fixed.evidence().hardware().devices().orElseThrow().fifo();
        TimeWindow start = around(fifo.firstWordNanos());
        TimeWindow stop = around(fifo.lastWordNanos());
        return List.of(
                new TrialPart(start, start.until().plus(TAIL), WindowMark.WINDOW_ENDS),
                new TrialPart(stop, stop.until().plus(TAIL), WindowMark.WINDOW_ENDS));
    }

    private static TimeWindow around(long nanos) {
        return new TimeWindow(nanos - HALF_WINDOW_NANOS, nanos + HALF_WINDOW_NANOS);
    }

    /** Runs each seed so often, and compares with its first run. */
    private void repeat(WindowRunner windows, List<PartStart> starts, int runs, Map<Schedule, RunBytes> firstRuns)
            throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(PARALLELISM);
        try {
            for (long seed : LongStream.rangeClosed(1, SEEDS).toArray()) {
                PartStart start = starts.get((int) (seed % starts.size()));
                Schedule schedule = schedule(seed, start.part().window());
                List<Future<RunBytes>> results = new ArrayList<>();
                for (int run = 0; run < runs; run++) {
                    results.add(pool.submit(() -> run(windows, schedule, start)));
                }
                for (Future<RunBytes> result : results) {
                    RunBytes bytes = WorkerPools.resultOf(result);
                    RunBytes first = Optional.ofNullable(firstRuns.putIfAbsent(schedule, bytes))
                            .orElse(bytes);
                    assertThat(bytes).as(schedule.toString()).isEqualTo(first);
                }
            }
        } finally {
            WorkerPools.end(pool);
        }
    }

    private static Schedule schedule(long seed, TimeWindow window) {
        SchedulePolicy policy = POLICIES.get((int) (seed % POLICIES.size()));
        return Schedule.ofSeed(policy, seed, policy == SchedulePolicy.PCT ? 1 : 0, Optional.of(window));
    }

    private RunBytes run(WindowRunner windows, Schedule schedule, PartStart start) throws Exception {
        TrialFolder files = new TrialFolder(Files.createTempDirectory(folder, "run"));
        Machine machine = windows.machines().withSchedule(schedule).create(files);
        String switches;
        long words;
        try (Guest guest =
                Guest.restore(machine, start.machine(), windows.runner().launcher())) {
            guest.resumeUntil(start.part().until());
            assertThat(guest.waitForExit()).isInstanceOf(GuestExit.DeadlineReached.class);
            switches = guest.devices().getText(SCHEDULE, "hash");
            words = guest.devices().getNumber(FIFO, "words-played");
            guest.quit(); // completes the witness's log
        }
        RunBytes bytes = new RunBytes(
                switches,
                words,
                Files.readString(machine.console()),
                Files.readString(machine.transcript()),
                Files.readString(files.witnessLog()));
        PathUtils.delete(files.path());
        return bytes;
    }
}
