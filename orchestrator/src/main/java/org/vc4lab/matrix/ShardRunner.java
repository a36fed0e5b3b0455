// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.WorkerPools;
import org.vc4lab.explore.ScheduleExplorer;
import org.vc4lab.lab.CachingTrialRunner;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.LabCode;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.RunDirectory.RunManifest;
import org.vc4lab.trace.ReportTracer;
import org.vc4lab.trace.TraceList;

/**
 * Runs a shard of a plan, or resumes one: builds one kernel after the other, the most expensive family first, and
 * meanwhile runs the trials whose kernel is built, the most expensive first, several in parallel.
 *
 * @param explorer of one schedule at a time, as several trials run in parallel; empty if the plan has no schedules
 * @param traceList what is traced before a report
 * @param nanoClock the host's clock, such as {@link System#nanoTime}
 */
public record ShardRunner(
        BuildService buildService,
        KernelResolver kernelResolver,
        TrialRunner runner,
        Optional<ScheduleExplorer> explorer,
        TraceList traceList,
        Progress progress,
        int parallelism,
        LongSupplier nanoClock) {
    private static final System.Logger LOG = System.getLogger(ShardRunner.class.getName());
    private static final Comparator<Runnable> MOST_EXPENSIVE_FIRST = Comparator.comparing(
            QueuedTrial.class::cast,
            Comparator.<QueuedTrial>comparingLong(queued -> -queued.cost).thenComparingInt(queued -> queued.number));

    private static final class QueuedTrial extends FutureTask<Void> {
        private final long cost;
        private final int number;

        QueuedTrial(TrialExecutor executor, PlannedTrial plannedTrial, Kernel kernel, int number) {
            super(() -> {
                executor.runWithRetries(plannedTrial, kernel);
                return null;
            });
            this.cost = plannedTrial.cost();
            this.number = number;
        }
    }

    /**
     * Runs the trials that have no result yet, and reads back the whole shard.
     *
     * @param plan the whole plan, whatever the shard
     * @param manifest of a new run
     * @param resume whether the folder holds a run to continue
     * @throws IOException if a result cannot be recorded or the emulator cannot be built; the run can be resumed
     */
    public RunDirectory run(MatrixPlan plan, RunManifest manifest, Path path, boolean resume)
            throws IOException, InterruptedException {
        try (RunDirectory folder = resume ? RunDirectory.resume(path, manifest) : RunDirectory.create(path, manifest)) {
            Set<String> completed = folder.completedTrials();
            MatrixPlan remaining =
                    manifest.shard().partOf(plan).filter(plannedTrial -> !completed.contains(plannedTrial.id()));
            int count = remaining.plannedTrials().size();
            if (!completed.isEmpty()) {
                progress.note(completed.size() + " trials were done before the interruption, " + count + " are left");
            }
            LOG.log(
                    Level.DEBUG,
                    "{0} in {1}: {2} trials to run",
                    manifest.shard().describe(),
                    path,
                    count);
            if (count > 0) {
                run(remaining, folder, manifest.host());
            }
            return RunDirectory.read(path);
        }
    }

    private void run(MatrixPlan plan, RunDirectory folder, String host) throws IOException, InterruptedException {
        List<PlannedTrial> plannedTrials = plan.plannedTrials();
        Optional<Instant> notBefore = Optional.of(folder.manifest())
                .filter(RunManifest::ignoresStore)
                .map(manifest -> Instant.parse(manifest.startedAt()));
        CachingTrialRunner cachingTrialRunner = new CachingTrialRunner(
                buildService.store(), runner, LabCode.running().hash(), notBefore);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                parallelism,
                parallelism,
                0,
                TimeUnit.SECONDS,
                new PriorityBlockingQueue<>(plannedTrials.size(), MOST_EXPENSIVE_FIRST));
        try (RunProgress runProgress = new RunProgress(plannedTrials, progress, nanoClock)) {
            Map<String, Rootfs> rootfsByUserland = new HashMap<>();
            for (PlannedTrial plannedTrial : plannedTrials) {
                Case ofCase = plannedTrial.trial().ofCase();
                if (!rootfsByUserland.containsKey(plannedTrial.userlandName())) {
                    rootfsByUserland.put(
                            plannedTrial.userlandName(), buildService.buildRootfs(ofCase.config(), ofCase.additions()));
                }
            }
            TrialExecutor executor = new TrialExecutor(
                    folder,
                    cachingTrialRunner,
                    explorer.map(each -> each::explore),
                    new ReportTracer(cachingTrialRunner, traceList)::trace,
                    buildService.buildEmulator(),
                    rootfsByUserland,
                    runProgress,
                    nanoClock,
                    host);
            List<QueuedTrial> queue = new ArrayList<>();
            for (List<PlannedTrial> group : groupByKernel(plannedTrials)) {
                Optional<Kernel> kernel = buildKernel(group, executor);
                for (PlannedTrial plannedTrial : kernel.isPresent() ? group : List.<PlannedTrial>of()) {
                    QueuedTrial queued = new QueuedTrial(executor, plannedTrial, kernel.get(), queue.size());
                    queue.add(queued);
                    pool.execute(queued);
                }
            }
            for (QueuedTrial queued : queue) {
                queued.get();
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        } finally {
            WorkerPools.end(pool);
        }
    }

    /**
     * Groups trials by kernel. Kernels of a family follow each other, the family with the most expensive trials first.
     */
    static List<List<PlannedTrial>> groupByKernel(List<PlannedTrial> plannedTrials) {
        Map<String, List<PlannedTrial>> families = plannedTrials.stream()
                .collect(
                        Collectors.groupingBy(trial -> trial.axes().kernelFamily(), TreeMap::new, Collectors.toList()));
        return families.values().stream()
                .sorted(Comparator.comparing(Shard::costOf).reversed())
                .flatMap(family -> Shard.groupByKernel(family).stream())
                .toList();
    }

    /** The kernel of these trials; without one, the trials are recorded as not run. */
    private Optional<Kernel> buildKernel(List<PlannedTrial> plannedTrials, TrialExecutor executor)
            throws IOException, InterruptedException {
        PlannedTrial first = plannedTrials.get(0);
        Trial trial = first.trial();
        KernelBuild build;
        try {
            build = buildService.buildKernel(kernelResolver.resolve(trial.ofCase(), trial.candidate()));
        } catch (IOException failure) {
            executor.recordNotRun(plannedTrials, Verdict.INFRA, String.valueOf(failure.getMessage()));
            return Optional.empty();
        }
        if (build instanceof KernelBuild.BuiltKernel builtKernel) {
            return Optional.of(builtKernel.kernel());
        }
        LOG.log(Level.INFO, "no kernel for {0}: {1} trials do not run", first.kernelName(), plannedTrials.size());
        Verdict verdict = build instanceof KernelBuild.PatchFailed ? Verdict.PATCH_FAILED : Verdict.BUILD_FAILED;
        executor.recordNotRun(plannedTrials, verdict, ((KernelBuild.Failed) build).describe());
        return Optional.empty();
    }
}
