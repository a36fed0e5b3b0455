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
import org.vc4lab.build.BuildService;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.store.Progress;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * Makes the trials of a plan: builds one kernel after the other, the most expensive family first, and meanwhile runs
 * the trials of those that are built, the most expensive first, several side by side.
 */
public final class TrialScheduler {
    private final BuildService buildService;
    private final KernelResolver kernelResolver;
    private final TrialExecutor executor;
    private final Progress progress;
    private final int parallelism;

    TrialScheduler(
            BuildService buildService,
            KernelResolver kernelResolver,
            TrialExecutor executor,
            Progress progress,
            int parallelism) {
        this.buildService = buildService;
        this.kernelResolver = kernelResolver;
        this.executor = executor;
        this.progress = progress;
        this.parallelism = parallelism;
    }

    /** A trial in the queue. */
    private static final class QueuedJob extends FutureTask<Void> implements Comparable<QueuedJob> {
        private static final Comparator<QueuedJob> ORDER = Comparator.<QueuedJob>comparingLong(
                        queuedJob -> -queuedJob.cost)
                .thenComparingInt(queuedJob -> queuedJob.number);
        private final long cost;
        private final int number;

        QueuedJob(TrialExecutor.Job job, long cost, int number) {
            super(() -> {
                job.run();
                return null;
            });
            this.cost = cost;
            this.number = number;
        }

        @Override
        public int compareTo(QueuedJob other) {
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
    void run(List<PlannedTrial> plannedTrials) throws IOException, InterruptedException {
        if (plannedTrials.isEmpty()) {
            return;
        }
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(parallelism, parallelism, 0, TimeUnit.SECONDS, new PriorityBlockingQueue<>());
        long total = plannedTrials.stream().mapToLong(PlannedTrial::cost).sum();
        try (Progress.ProgressTask task = progress.start("trials", total)) {
            TrialExecutor.Context context = executor.createContext(buildService, plannedTrials, task);
            List<QueuedJob> jobs = new ArrayList<>();
            for (List<PlannedTrial> kernel : groupByKernel(plannedTrials)) {
                for (TrialExecutor.Job job : createJobs(kernel, context)) {
                    QueuedJob queuedJob = new QueuedJob(job, job.cost(), jobs.size());
                    jobs.add(queuedJob);
                    pool.execute(queuedJob);
                }
            }
            for (QueuedJob queuedJob : jobs) {
                await(queuedJob);
            }
        } finally {
            pool.shutdownNow();
            pool.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    /** The trials by their kernels; kernels of a family one after the other, the family with most to do first. */
    static List<List<PlannedTrial>> groupByKernel(List<PlannedTrial> plannedTrials) {
        Map<String, Long> familyCosts = new HashMap<>();
        Map<String, List<PlannedTrial>> kernels = new LinkedHashMap<>();
        for (PlannedTrial plannedTrial : plannedTrials) {
            familyCosts.merge(plannedTrial.kernelFamily(), plannedTrial.cost(), Long::sum);
            kernels.computeIfAbsent(plannedTrial.kernelName(), name -> new ArrayList<>())
                    .add(plannedTrial);
        }
        List<List<PlannedTrial>> groups = new ArrayList<>(kernels.values());
        groups.sort(Comparator.<List<PlannedTrial>>comparingLong(
                        group -> -familyCosts.getOrDefault(group.get(0).kernelFamily(), 0L))
                .thenComparing(group -> group.get(0).kernelFamily()));
        return groups;
    }

    /** What is to be done once there is a kernel; without one all of its trials are told at once. */
    private Collection<TrialExecutor.Job> createJobs(List<PlannedTrial> plannedTrials, TrialExecutor.Context context)
            throws IOException, InterruptedException {
        Trial first = plannedTrials.get(0).trial();
        KernelBuild build;
        try {
            build = buildService.buildKernel(kernelResolver.resolve(first.ofCase(), first.candidate()));
        } catch (IOException failure) {
            context.recordNotRun(plannedTrials, Verdict.INFRA, String.valueOf(failure.getMessage()));
            return List.of();
        }
        if (build instanceof KernelBuild.BuiltKernel builtKernel) {
            return plannedTrials.stream()
                    .map(plannedTrial -> context.createJob(plannedTrial, builtKernel.kernel()))
                    .toList();
        }
        if (build instanceof KernelBuild.PatchFailed failed) {
            context.recordNotRun(plannedTrials, Verdict.PATCH_FAILED, failed.patch() + ": " + failed.reason());
        } else {
            context.recordNotRun(plannedTrials, Verdict.BUILD_FAILED, ((KernelBuild.BuildFailed) build).reason());
        }
        return List.of();
    }

    private static void await(QueuedJob queuedJob) throws IOException, InterruptedException {
        try {
            queuedJob.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }
}
