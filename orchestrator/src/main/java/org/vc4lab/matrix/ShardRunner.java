// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.store.Progress;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.TrialRunner;

/** Runs a shard of a plan, or resumes one. */
public final class ShardRunner {
    private static final System.Logger LOG = System.getLogger(ShardRunner.class.getName());

    private final BuildService buildService;
    private final KernelResolver kernelResolver;
    private final TrialRunner runner;
    private final Progress progress;
    private final int parallelism;
    private final LongSupplier nanoClock;

    /** @param nanoClock the host's clock, such as {@link System#nanoTime} */
    public ShardRunner(
            BuildService buildService,
            KernelResolver kernelResolver,
            TrialRunner runner,
            Progress progress,
            int parallelism,
            LongSupplier nanoClock) {
        this.buildService = buildService;
        this.kernelResolver = kernelResolver;
        this.runner = runner;
        this.progress = progress;
        this.parallelism = parallelism;
        this.nanoClock = nanoClock;
    }

    /**
     * The newest unfinished run of a shard.
     *
     * @param runs the folder of runs
     * @param isFinished whether the run in a folder came to its end
     */
    public static Optional<Path> findInterrupted(Path runs, MatrixPlan plan, Shard shard, Predicate<Path> isFinished)
            throws IOException {
        RunManifest expected = RunManifest.of(plan, shard, "", false, "");
        if (!Files.isDirectory(runs)) {
            return Optional.empty();
        }
        try (Stream<Path> directories = Files.list(runs)) {
            List<Path> newestFirst =
                    directories.sorted(Comparator.reverseOrder()).toList();
            for (Path path : newestFirst) {
                if (Files.exists(path.resolve(RunDirectory.MANIFEST))
                        && !isFinished.test(path)
                        && RunDirectory.read(path).manifest().describesSameRun(expected)) {
                    return Optional.of(path);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Which trials of a plan to run, and where.
     *
     * @param plan the whole plan, whatever the shard
     * @param fresh whether older stored results are ignored
     * @param resume whether the folder holds a run to continue
     */
    public record RunRequest(
            MatrixPlan plan, Shard shard, boolean fresh, boolean resume, Path folder, Instant now, String host) {}

    /** Runs the trials that have no result yet, and reads back the whole shard. */
    public RunDirectory run(RunRequest request) throws IOException, InterruptedException {
        try (RunDirectory folder = open(request)) {
            Set<String> completed = folder.completedTrials();
            List<PlannedTrial> remaining = request.shard().partOf(request.plan()).plannedTrials().stream()
                    .filter(plannedTrial -> !completed.contains(plannedTrial.id()))
                    .toList();
            if (!completed.isEmpty()) {
                progress.note(completed.size() + " trials were done before the interruption, " + remaining.size()
                        + " are left");
            }
            LOG.log(
                    Level.DEBUG,
                    "{0} in {1}: {2} trials to run",
                    request.shard().describe(),
                    folder.path(),
                    remaining.size());
            Optional<Instant> notBefore = folder.manifest().ignoresStore()
                    ? Optional.of(Instant.parse(folder.manifest().startedAt()))
                    : Optional.empty();
            CachingTrialRunner cachingTrialRunner =
                    new CachingTrialRunner(buildService.store(), runner, LabCodeFingerprint.hash(), notBefore);
            EtaEstimator etaEstimator = new EtaEstimator(remaining, nanoClock);
            TrialExecutor executor =
                    new TrialExecutor(folder, cachingTrialRunner, progress, etaEstimator, request.host());
            new TrialScheduler(buildService, kernelResolver, executor, progress, parallelism).run(remaining);
            return RunDirectory.read(request.folder());
        }
    }

    private static RunDirectory open(RunRequest request) throws IOException {
        RunManifest manifest = RunManifest.of(
                request.plan(), request.shard(), request.now().toString(), request.fresh(), request.host());
        if (!request.resume()) {
            return RunDirectory.create(request.folder(), manifest);
        }
        RunDirectory existing = RunDirectory.resume(request.folder());
        if (!existing.manifest().describesSameRun(manifest)) {
            existing.close();
            throw new IOException("the run in " + request.folder() + " is of another plan or shard");
        }
        return existing;
    }
}
