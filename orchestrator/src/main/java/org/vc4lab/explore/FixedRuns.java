// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.vc4lab.exec.WorkerPools;
import org.vc4lab.guest.Schedule;
import org.vc4lab.lab.CachingTrialRunner;
import org.vc4lab.lab.CandidateResult.TrialResult;

/**
 * The trial with the fixed schedule, once for each processor that may take the interrupts.
 *
 * @param runs when things happened in them
 * @param finding the first of them that shows a bug or does not end; there are no windows then
 * @param booted how many of them ran; the store had the others
 */
record FixedRuns(List<FixedRun> runs, Optional<FixedFinding> finding, int booted) {
    FixedRuns {
        runs = List.copyOf(runs);
    }

    /** What the fixed schedule shows with the interrupts on some processor. */
    record FixedFinding(ScheduleResult result, Schedule schedule) {}

    /** Runs the trial under a schedule, or takes it from the store. Called from several threads. */
    @FunctionalInterface
    interface FixedTrial {
        CachingTrialRunner.Result run(Schedule schedule) throws IOException, InterruptedException;
    }

    /**
     * Runs those with moved interrupts, in parallel.
     *
     * @param usual with the interrupts where the kernel has them
     * @throws IOException after an infrastructure error
     */
    static FixedRuns of(FixedRun usual, ExplorationPlan plan, int parallelism, FixedTrial trial)
            throws IOException, InterruptedException {
        List<Schedule> moved = IntStream.range(1, Schedule.PROCESSORS)
                .mapToObj(processor -> Schedule.fixed(OptionalInt.of(processor)))
                .toList();
        List<FixedRun> runs = new ArrayList<>(List.of(usual));
        Optional<FixedFinding> finding = Optional.empty();
        int booted = 0;
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(parallelism, moved.size()));
        try {
            List<Future<CachingTrialRunner.Result>> results = new ArrayList<>();
            moved.forEach(schedule -> results.add(pool.submit(() -> trial.run(schedule))));
            for (int i = 0; i < moved.size(); i++) {
                CachingTrialRunner.Result result = WorkerPools.resultOf(results.get(i));
                booted += result.booted() ? 1 : 0;
                TrialResult trialResult = result.trialResult();
                ScheduleResult shown = FixedRun.result(trialResult);
                Optional<FixedRun> run = FixedRun.of(trialResult);
                if (finding.isEmpty() && (run.isEmpty() || !FixedRun.isOpen(shown.verdict(), plan))) {
                    finding = Optional.of(new FixedFinding(shown, moved.get(i)));
                }
                run.ifPresent(runs::add);
            }
        } finally {
            WorkerPools.end(pool);
        }
        return new FixedRuns(runs, finding, booted);
    }
}
