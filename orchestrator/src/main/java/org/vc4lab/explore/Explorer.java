// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.JsonLines;
import org.vc4lab.exec.WorkerPools;

/**
 * Tries schedules, several in parallel, until one is not clean, or all were, or the time is over. Seeds are taken in
 * order, and those before the first that is not clean are all tried: which one that is does not depend on the number of
 * cores.
 *
 * @param nanoClock the host's clock, such as {@link System#nanoTime}
 */
record Explorer(Progress progress, int parallelism, LongSupplier nanoClock) {
    /**
     * The schedules of a plan.
     *
     * @param results by seed
     * @param ran how many of them the journal did not have
     */
    record ExploredSchedules(List<ScheduleResult> results, int ran) {}

    /**
     * Tries the schedules of a plan that have no result yet.
     *
     * @param name of what is explored, for the progress
     * @param journal has the results of earlier runs, and gets those of this one
     * @throws IOException if a schedule could not be tried, unless an earlier one already decides
     */
    ExploredSchedules run(
            String name, ExplorationPlan plan, JsonLines<ScheduleResult> journal, SeededSchedules schedules)
            throws IOException, InterruptedException {
        SeedQueue queue = new SeedQueue(plan, journal.values(), nanoClock);
        List<Throwable> failures = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(parallelism);
        long expected = plan.count() == ExplorationPlan.UNLIMITED ? 0 : plan.count();
        try (Progress.ProgressTask task = progress.start("schedules of " + name, expected)) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < parallelism; i++) {
                workers.add(pool.submit(() -> {
                    try {
                        for (OptionalLong seed = queue.next();
                                seed.isPresent() && schedules.has(seed.getAsLong());
                                seed = queue.next()) {
                            ScheduleResult result = schedules.test(seed.getAsLong());
                            journal.append(result);
                            task.update(queue.add(result), expected);
                        }
                    } finally {
                        queue.close(); // no seed is left, or the lab failed
                    }
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                try {
                    worker.get();
                } catch (ExecutionException failed) {
                    failures.add(failed.getCause());
                }
            }
        } finally {
            WorkerPools.end(pool);
        }
        for (Throwable failure : failures) {
            if (!(failure instanceof IOException)) {
                throw new IllegalStateException(failure);
            }
            if (!queue.isDecided()) {
                throw new IOException(failure.getMessage(), failure);
            }
        }
        return queue.explored();
    }

    /** The seeds that are left to try. */
    private static final class SeedQueue {
        private final ExplorationPlan plan;
        private final LongSupplier nanoClock;
        private final long startNanos;
        private final int known;
        private final TreeMap<Long, ScheduleResult> resultsBySeed = new TreeMap<>();
        private long offset;
        private long firstFinding = Long.MAX_VALUE;
        private boolean closed;

        SeedQueue(ExplorationPlan plan, Collection<ScheduleResult> earlier, LongSupplier nanoClock) {
            this.plan = plan;
            this.nanoClock = nanoClock;
            this.startNanos = nanoClock.getAsLong();
            earlier.stream()
                    .filter(result -> plan.includes(result.seed()) && result.isComplete())
                    .forEach(this::add);
            this.known = resultsBySeed.size();
        }

        /** Returns how many are known now. */
        synchronized int add(ScheduleResult result) {
            resultsBySeed.put(result.seed(), result);
            if (!result.isClean()) {
                firstFinding = Math.min(firstFinding, result.seed());
            }
            return resultsBySeed.size();
        }

        synchronized OptionalLong next() {
            while (offset < plan.count() && resultsBySeed.containsKey(plan.firstSeed() + offset)) {
                offset++;
            }
            long seed = plan.firstSeed() + offset;
            if (closed || offset >= plan.count() || (!plan.keepsGoing() && seed > firstFinding) || isLate()) {
                return OptionalLong.empty();
            }
            offset++;
            return OptionalLong.of(seed);
        }

        /** Gives no more seeds. */
        synchronized void close() {
            closed = true;
        }

        /** Whether no other schedule can change the first finding. */
        synchronized boolean isDecided() {
            return !plan.keepsGoing()
                    && firstFinding < Long.MAX_VALUE
                    && resultsBySeed.subMap(plan.firstSeed(), firstFinding).size() == firstFinding - plan.firstSeed();
        }

        private boolean isLate() {
            Duration elapsed = Duration.ofNanos(nanoClock.getAsLong() - startNanos);
            return plan.time().filter(limit -> elapsed.compareTo(limit) >= 0).isPresent();
        }

        synchronized ExploredSchedules explored() {
            return new ExploredSchedules(List.copyOf(resultsBySeed.values()), resultsBySeed.size() - known);
        }
    }
}
