// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.build.store.Progress;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.TrialSelection;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.patch.SeriesReader;

/**
 * Tries candidates: builds a kernel of each, one after the other, and meanwhile runs the trials of those that are
 * built, several side by side.
 */
public final class CandidateVerifier {
    private final BuildService buildService;
    private final KernelResolver kernelResolver;
    private final TrialRunner runner;
    private final Progress progress;
    private final int parallelism;

    /** Candidates stand on what the case says. */
    public CandidateVerifier(
            BuildService buildService, SeriesReader reader, TrialRunner runner, Progress progress, int parallelism) {
        this(buildService, KernelResolver.forCase(reader), runner, progress, parallelism);
    }

    public CandidateVerifier(
            BuildService buildService,
            KernelResolver kernelResolver,
            TrialRunner runner,
            Progress progress,
            int parallelism) {
        this.buildService = buildService;
        this.kernelResolver = kernelResolver;
        this.runner = runner;
        this.progress = progress;
        this.parallelism = parallelism;
    }

    /** Tries each in its own scenario. */
    public List<CandidateResult> run(Case ofCase, List<Candidate> candidates, Path folder)
            throws IOException, InterruptedException {
        return run(ofCase, candidates, TrialSelection.OWN_SCENARIO, folder);
    }

    /** Tries them in the order given; each trial leaves its evidence in a folder of its own below the candidate's. */
    public List<CandidateResult> run(
            Case ofCase, List<Candidate> candidates, TrialSelection trialSelection, Path folder)
            throws IOException, InterruptedException {
        Emulator emulator = buildService.buildEmulator();
        Rootfs rootfs = buildService.buildRootfs(ofCase.config());
        ExecutorService pool = Executors.newFixedThreadPool(parallelism);
        int total = candidates.stream()
                .mapToInt(candidate -> ofCase.trials(candidate, trialSelection).size())
                .sum();
        try (Progress.ProgressTask task = progress.start("trials", total)) {
            RunContext runContext =
                    new RunContext(emulator, rootfs, trialSelection, pool, new TrialCounter(task, total));
            List<PendingCandidate> pendingCandidates = new ArrayList<>();
            for (Candidate candidate : candidates) {
                pendingCandidates.add(start(ofCase, candidate, runContext, folder.resolve(candidate.name())));
            }
            List<CandidateResult> results = new ArrayList<>();
            for (PendingCandidate pendingCandidate : pendingCandidates) {
                results.add(pendingCandidate.result());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    /** What all trials of a run share. */
    private record RunContext(
            Emulator emulator,
            Rootfs rootfs,
            TrialSelection trialSelection,
            ExecutorService pool,
            TrialCounter counter) {}

    private record TrialCounter(Progress.ProgressTask task, int total, AtomicInteger done) {
        TrialCounter(Progress.ProgressTask task, int total) {
            this(task, total, new AtomicInteger());
        }

        void add(int trials) {
            task.update(done.addAndGet(trials), total);
        }
    }

    /** A candidate whose result is known, or whose trials go on. */
    private sealed interface PendingCandidate {
        CandidateResult result() throws InterruptedException;

        record KnownResult(CandidateResult result) implements PendingCandidate {}

        record RunningTrials(Case ofCase, Candidate candidate, List<Future<TrialResult>> trials)
                implements PendingCandidate {
            @Override
            public CandidateResult result() throws InterruptedException {
                List<TrialResult> results = new ArrayList<>();
                try {
                    for (Future<TrialResult> trial : trials) {
                        results.add(awaitResult(trial));
                    }
                } catch (IOException failure) {
                    return infraResult(ofCase, candidate, failure);
                }
                return CandidateResult.of(ofCase, candidate, results);
            }
        }
    }

    /** What goes wrong on our side costs this candidate's verdict, not those of the others. */
    private PendingCandidate start(Case ofCase, Candidate candidate, RunContext runContext, Path folder)
            throws InterruptedException {
        try {
            return buildAndStart(ofCase, candidate, runContext, folder);
        } catch (IOException failure) {
            runContext
                    .counter()
                    .add(ofCase.trials(candidate, runContext.trialSelection()).size());
            return new PendingCandidate.KnownResult(infraResult(ofCase, candidate, failure));
        }
    }

    private static CandidateResult infraResult(Case ofCase, Candidate candidate, IOException failure) {
        return CandidateResult.withoutTrials(ofCase, candidate, Verdict.INFRA, String.valueOf(failure.getMessage()));
    }

    private PendingCandidate buildAndStart(Case ofCase, Candidate candidate, RunContext runContext, Path folder)
            throws IOException, InterruptedException {
        KernelBuild build = buildService.buildKernel(kernelResolver.resolve(ofCase, candidate));
        if (build instanceof KernelBuild.BuiltKernel builtKernel) {
            return new PendingCandidate.RunningTrials(
                    ofCase, candidate, startTrials(ofCase, candidate, runContext, builtKernel.kernel(), folder));
        }
        runContext
                .counter()
                .add(ofCase.trials(candidate, runContext.trialSelection()).size());
        return new PendingCandidate.KnownResult(buildFailureResult(ofCase, candidate, build));
    }

    private List<Future<TrialResult>> startTrials(
            Case ofCase, Candidate candidate, RunContext runContext, Kernel kernel, Path folder) {
        List<Future<TrialResult>> trials = new ArrayList<>();
        for (Trial trial : ofCase.trials(candidate, runContext.trialSelection())) {
            Path trialFolder = folder.resolve(trial.folderName());
            trials.add(runContext.pool().submit(() -> {
                TrialResult result = runner.run(trial, runContext.emulator(), kernel, runContext.rootfs(), trialFolder);
                runContext.counter().add(1);
                return result;
            }));
        }
        return trials;
    }

    private static CandidateResult buildFailureResult(Case ofCase, Candidate candidate, KernelBuild build) {
        if (build instanceof KernelBuild.PatchFailed failed) {
            String reason = failed.patch() + ": " + failed.reason();
            return CandidateResult.withoutTrials(ofCase, candidate, Verdict.PATCH_FAILED, reason);
        }
        String reason = ((KernelBuild.BuildFailed) build).reason();
        return CandidateResult.withoutTrials(ofCase, candidate, Verdict.BUILD_FAILED, reason);
    }

    private static TrialResult awaitResult(Future<TrialResult> trial) throws IOException, InterruptedException {
        try {
            return trial.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }
}
