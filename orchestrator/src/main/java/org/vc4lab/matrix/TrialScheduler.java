// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.store.Progress;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * Runs the trials of a plan: builds one kernel after the other, the most expensive family first, and meanwhile runs the
 * trials whose kernel is built, the most expensive first, several in parallel.
 */
public final class TrialScheduler {
    private static final System.Logger LOG = System.getLogger(TrialScheduler.class.getName());
    private static final Comparator<Runnable> MOST_EXPENSIVE_FIRST = Comparator.comparing(
            QueuedTrial.class::cast,
            Comparator.<QueuedTrial>comparingLong(queued -> -queued.cost).thenComparingInt(queued -> queued.number));

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

    private static final class QueuedTrial extends FutureTask<Void> {
        private final long cost;
        private final int number;

        QueuedTrial(TrialExecutor.Context context, PlannedTrial plannedTrial, Kernel kernel, int number) {
            super(() -> {
                context.runWithRetries(plannedTrial, kernel);
                return null;
            });
            this.cost = plannedTrial.cost();
            this.number = number;
        }
    }

    /** @throws IOException if a result cannot be recorded or the emulator cannot be built; the run can be resumed */
    void run(List<PlannedTrial> plannedTrials) throws IOException, InterruptedException {
        if (plannedTrials.isEmpty()) {
            return;
        }
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                parallelism,
                parallelism,
                0,
                TimeUnit.SECONDS,
                new PriorityBlockingQueue<>(plannedTrials.size(), MOST_EXPENSIVE_FIRST));
        long total = plannedTrials.stream().mapToLong(PlannedTrial::cost).sum();
        try (Progress.ProgressTask task = progress.start("trials", total)) {
            TrialExecutor.Context context = executor.createContext(buildService, plannedTrials, task);
            List<QueuedTrial> queue = new ArrayList<>();
            for (List<PlannedTrial> group : groupByKernel(plannedTrials)) {
                Optional<Kernel> kernel = buildKernel(group, context);
                for (PlannedTrial plannedTrial : kernel.isPresent() ? group : List.<PlannedTrial>of()) {
                    QueuedTrial queued = new QueuedTrial(context, plannedTrial, kernel.get(), queue.size());
                    queue.add(queued);
                    pool.execute(queued);
                }
            }
            for (QueuedTrial queued : queue) {
                await(queued);
            }
        } finally {
            pool.shutdownNow();
            pool.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    /**
     * Groups trials by kernel. Kernels of a family follow each other, the family with the most expensive trials first.
     */
    static List<List<PlannedTrial>> groupByKernel(List<PlannedTrial> plannedTrials) {
        Map<String, Long> familyCosts = plannedTrials.stream()
                .collect(Collectors.groupingBy(
                        trial -> trial.axes().kernelFamily(), Collectors.summingLong(PlannedTrial::cost)));
        Map<String, List<PlannedTrial>> kernels = plannedTrials.stream()
                .collect(Collectors.groupingBy(PlannedTrial::kernelName, LinkedHashMap::new, Collectors.toList()));
        Function<List<PlannedTrial>, String> family =
                group -> group.get(0).axes().kernelFamily();
        return kernels.values().stream()
                .sorted(Comparator.<List<PlannedTrial>>comparingLong(
                                group -> -familyCosts.getOrDefault(family.apply(group), 0L))
                        .thenComparing(family))
                .toList();
    }

    /** The kernel of these trials; without one, the trials are recorded as not run. */
    private Optional<Kernel> buildKernel(List<PlannedTrial> plannedTrials, TrialExecutor.Context context)
            throws IOException, InterruptedException {
        Trial first = plannedTrials.get(0).trial();
        KernelBuild build;
        try {
            build = buildService.buildKernel(kernelResolver.resolve(first.ofCase(), first.candidate()));
        } catch (IOException failure) {
            context.recordNotRun(plannedTrials, Verdict.INFRA, String.valueOf(failure.getMessage()));
            return Optional.empty();
        }
        if (build instanceof KernelBuild.BuiltKernel builtKernel) {
            return Optional.of(builtKernel.kernel());
        }
        LOG.log(
                Level.INFO,
                "no kernel for {0}: {1} trials do not run",
                plannedTrials.get(0).kernelName(),
                plannedTrials.size());
        Verdict verdict = build instanceof KernelBuild.PatchFailed ? Verdict.PATCH_FAILED : Verdict.BUILD_FAILED;
        context.recordNotRun(plannedTrials, verdict, ((KernelBuild.Failed) build).describe());
        return Optional.empty();
    }

    private static void await(QueuedTrial queued) throws IOException, InterruptedException {
        try {
            queued.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }
}
