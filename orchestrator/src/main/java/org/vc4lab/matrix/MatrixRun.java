// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.vc4lab.build.KernelBuild;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Workshop;
import org.vc4lab.lab.Ground;
import org.vc4lab.lab.Trial;
import org.vc4lab.lab.Verdict;

/**
 * Makes the trials of a plan: builds one kernel after the other, the most expensive family first, and meanwhile runs
 * the trials of those that are built, the most expensive first, several side by side.
 */
public final class MatrixRun {
    private final Workshop workshop;
    private final Ground ground;
    private final TrialDesk desk;
    private final Progress progress;
    private final int sideBySide;

    MatrixRun(Workshop workshop, Ground ground, TrialDesk desk, Progress progress, int sideBySide) {
        this.workshop = workshop;
        this.ground = ground;
        this.desk = desk;
        this.progress = progress;
        this.sideBySide = sideBySide;
    }

    /** A trial in the queue. */
    private static final class Job extends FutureTask<Void> implements Comparable<Job> {
        private static final Comparator<Job> ORDER =
                Comparator.<Job>comparingLong(job -> -job.cost).thenComparingInt(job -> job.number);
        private final long cost;
        private final int number;

        Job(TrialDesk.Work work, long cost, int number) {
            super(() -> {
                work.run();
                return null;
            });
            this.cost = cost;
            this.number = number;
        }

        @Override
        public int compareTo(Job other) {
            return ORDER.compare(this, other);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /**
     * Makes what is not done yet.
     *
     * @throws IOException where it cannot be noted what is done, or there is no emulator; the run can be resumed
     */
    void run(List<Slot> todo) throws IOException, InterruptedException {
        if (todo.isEmpty()) {
            return;
        }
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(sideBySide, sideBySide, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>());
        long total = todo.stream().mapToLong(Slot::cost).sum();
        try (Progress.Task task = progress.start("trials", total)) {
            TrialDesk.Bench bench = desk.bench(workshop, todo, task);
            List<Job> jobs = new ArrayList<>();
            for (List<Slot> kernel : kernels(todo)) {
                for (TrialDesk.Work work : works(kernel, bench)) {
                    Job job = new Job(work, work.cost(), jobs.size());
                    jobs.add(job);
                    pool.execute(job);
                }
            }
            for (Job job : jobs) {
                finish(job);
            }
        } finally {
            pool.shutdownNow();
            pool.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    /** The trials by their kernels; kernels of a family one after the other, the family with most to do first. */
    static List<List<Slot>> kernels(List<Slot> slots) {
        Map<String, Long> families = new HashMap<>();
        Map<String, List<Slot>> kernels = new LinkedHashMap<>();
        for (Slot slot : slots) {
            families.merge(slot.family(), slot.cost(), Long::sum);
            kernels.computeIfAbsent(slot.kernelName(), name -> new ArrayList<>())
                    .add(slot);
        }
        List<List<Slot>> all = new ArrayList<>(kernels.values());
        all.sort(Comparator.<List<Slot>>comparingLong(
                        one -> -families.getOrDefault(one.get(0).family(), 0L))
                .thenComparing(one -> one.get(0).family()));
        return all;
    }

    /** What is to be done once there is a kernel; without one all of its trials are told at once. */
    private Collection<TrialDesk.Work> works(List<Slot> slots, TrialDesk.Bench bench)
            throws IOException, InterruptedException {
        Trial any = slots.get(0).trial();
        KernelBuild build;
        try {
            build = workshop.kernel(ground.kernel(any.ofCase(), any.candidate()));
        } catch (IOException ours) {
            bench.without(slots, Verdict.INFRA, String.valueOf(ours.getMessage()));
            return List.of();
        }
        if (build instanceof KernelBuild.Built built) {
            return slots.stream().map(slot -> bench.work(slot, built.kernel())).toList();
        }
        if (build instanceof KernelBuild.PatchFailed failed) {
            bench.without(slots, Verdict.PATCH_FAILED, failed.patch() + ": " + failed.reason());
        } else {
            bench.without(slots, Verdict.BUILD_FAILED, ((KernelBuild.BuildFailed) build).reason());
        }
        return List.of();
    }

    private static void finish(Job job) throws IOException, InterruptedException {
        try {
            job.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }
}
