// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.WorkerPools;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * Tries candidates: builds their kernels one after the other, and meanwhile runs the trials of those that are built, in
 * parallel.
 */
public record CandidateVerifier(
        BuildService buildService,
        KernelResolver kernelResolver,
        TrialRunner runner,
        Progress progress,
        int parallelism) {
    private static final System.Logger LOG = System.getLogger(CandidateVerifier.class.getName());

    /**
     * Tries each in the selected scenarios; each trial leaves its evidence in a folder of its own below the
     * candidate's.
     */
    public List<CandidateResult> run(
            Case ofCase, List<Candidate> candidates, Trial.TrialSelection trialSelection, Path folder)
            throws IOException, InterruptedException {
        Emulator emulator = buildService.buildEmulator();
        Rootfs rootfs = buildService.buildRootfs(ofCase.config(), ofCase.additions());
        ExecutorService pool = Executors.newFixedThreadPool(parallelism);
        int total = candidates.stream()
                .mapToInt(candidate -> ofCase.trials(candidate, trialSelection).size())
                .sum();
        try (Progress.ProgressTask task = progress.start("trials", total)) {
            AtomicInteger done = new AtomicInteger();
            IntConsumer counter = trials -> task.update(done.addAndGet(trials), total);
            RunContext runContext = new RunContext(emulator, rootfs, trialSelection, pool, counter);
            List<PendingCandidate> pendingCandidates = new ArrayList<>();
            for (Candidate candidate : candidates) {
                pendingCandidates.add(start(ofCase, candidate, runContext, folder.resolve(candidate.name())));
            }
            List<CandidateResult> results = new ArrayList<>();
            for (PendingCandidate pendingCandidate : pendingCandidates) {
                results.add(pendingCandidate.await());
            }
            return results;
        } finally {
            WorkerPools.end(pool);
        }
    }

    /** Shared by all trials of a run. */
    private record RunContext(
            Emulator emulator,
            Rootfs rootfs,
            Trial.TrialSelection trialSelection,
            ExecutorService pool,
            IntConsumer counter) {}

    /** A candidate whose trials may still run. */
    @FunctionalInterface
    private interface PendingCandidate {
        CandidateResult await() throws InterruptedException;
    }

    /** Builds the candidate's kernel, and starts its trials if there is one. */
    private PendingCandidate start(Case ofCase, Candidate candidate, RunContext runContext, Path folder)
            throws InterruptedException {
        List<Trial> trials = ofCase.trials(candidate, runContext.trialSelection());
        CandidateResult failure;
        try {
            KernelBuild build = buildService.buildKernel(kernelResolver.resolve(ofCase, candidate));
            if (build instanceof KernelBuild.BuiltKernel built) {
                List<Future<TrialResult>> results = startTrials(trials, runContext, built.kernel(), folder);
                return () -> awaitResults(ofCase, candidate, results);
            }
            Verdict verdict = build instanceof KernelBuild.PatchFailed ? Verdict.PATCH_FAILED : Verdict.BUILD_FAILED;
            failure =
                    CandidateResult.withoutTrials(ofCase, candidate, verdict, ((KernelBuild.Failed) build).describe());
        } catch (IOException failed) {
            failure = infraResult(ofCase, candidate, failed);
        }
        LOG.log(Level.DEBUG, "no trials of {0}: {1}", candidate.name(), failure.verdict());
        runContext.counter().accept(trials.size());
        CandidateResult result = failure;
        return () -> result;
    }

    private List<Future<TrialResult>> startTrials(
            List<Trial> trials, RunContext runContext, Kernel kernel, Path folder) {
        BuildArtifacts artifacts = new BuildArtifacts(runContext.emulator(), kernel, runContext.rootfs());
        List<Future<TrialResult>> results = new ArrayList<>();
        for (Trial trial : trials) {
            results.add(runContext.pool().submit(() -> {
                Path trialFolder = folder.resolve(trial.folderName());
                TrialResult result = runner.run(trial, artifacts, trialFolder);
                runContext.counter().accept(1);
                return result;
            }));
        }
        return results;
    }

    /** An infrastructure error costs this candidate's verdict only, not those of the others. */
    private static CandidateResult infraResult(Case ofCase, Candidate candidate, IOException failure) {
        LOG.log(Level.DEBUG, "no verdict of " + candidate.name(), failure);
        return CandidateResult.withoutTrials(ofCase, candidate, Verdict.INFRA, String.valueOf(failure.getMessage()));
    }

    private static CandidateResult awaitResults(Case ofCase, Candidate candidate, List<Future<TrialResult>> trials)
            throws InterruptedException {
        List<TrialResult> results = new ArrayList<>();
        try {
            for (Future<TrialResult> trial : trials) {
                results.add(WorkerPools.resultOf(trial));
            }
            return CandidateResult.of(ofCase, candidate, results);
        } catch (IOException failed) {
            return infraResult(ofCase, candidate, failed);
        }
    }
}
