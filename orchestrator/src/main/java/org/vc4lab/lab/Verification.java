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
import org.vc4lab.build.Emulator;
import org.vc4lab.build.Kernel;
import org.vc4lab.build.KernelBuild;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Rootfs;
import org.vc4lab.build.Workshop;
import org.vc4lab.patch.SeriesReader;

/**
 * Tries candidates: builds a kernel of each, one after the other, and meanwhile runs the trials of those that are
 * built, several side by side.
 */
public final class Verification {
    private final Workshop workshop;
    private final Ground ground;
    private final TrialRunner runner;
    private final Progress progress;
    private final int sideBySide;

    /** Candidates stand on what the case says. */
    public Verification(Workshop workshop, SeriesReader reader, TrialRunner runner, Progress progress, int sideBySide) {
        this(workshop, Ground.ofTheCase(reader), runner, progress, sideBySide);
    }

    public Verification(Workshop workshop, Ground ground, TrialRunner runner, Progress progress, int sideBySide) {
        this.workshop = workshop;
        this.ground = ground;
        this.runner = runner;
        this.progress = progress;
        this.sideBySide = sideBySide;
    }

    /** Tries each in its own scenario. */
    public List<CandidateResult> run(Case ofCase, List<Candidate> candidates, Path folder)
            throws IOException, InterruptedException {
        return run(ofCase, candidates, Plan.OWN, folder);
    }

    /** Tries them in the order given; each trial leaves its evidence in a folder of its own below the candidate's. */
    public List<CandidateResult> run(Case ofCase, List<Candidate> candidates, Plan plan, Path folder)
            throws IOException, InterruptedException {
        Emulator emulator = workshop.emulator();
        Rootfs rootfs = workshop.rootfs(ofCase.config());
        ExecutorService pool = Executors.newFixedThreadPool(sideBySide);
        int total = candidates.stream()
                .mapToInt(candidate -> ofCase.trials(candidate, plan).size())
                .sum();
        try (Progress.Task task = progress.start("trials", total)) {
            Bench bench = new Bench(emulator, rootfs, plan, pool, new TrialCount(task, total));
            List<Attempt> attempts = new ArrayList<>();
            for (Candidate candidate : candidates) {
                attempts.add(attempt(ofCase, candidate, bench, folder.resolve(candidate.name())));
            }
            List<CandidateResult> results = new ArrayList<>();
            for (Attempt attempt : attempts) {
                results.add(attempt.result());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    /** What all trials of a run share. */
    private record Bench(Emulator emulator, Rootfs rootfs, Plan plan, ExecutorService pool, TrialCount count) {}

    private record TrialCount(Progress.Task task, int total, AtomicInteger done) {
        TrialCount(Progress.Task task, int total) {
            this(task, total, new AtomicInteger());
        }

        void add(int trials) {
            task.reached(done.addAndGet(trials), total);
        }
    }

    /** A candidate whose result is known, or whose trials go on. */
    private sealed interface Attempt {
        CandidateResult result() throws InterruptedException;

        record Over(CandidateResult result) implements Attempt {}

        record Running(Case ofCase, Candidate candidate, List<Future<TrialResult>> trials) implements Attempt {
            @Override
            public CandidateResult result() throws InterruptedException {
                List<TrialResult> results = new ArrayList<>();
                try {
                    for (Future<TrialResult> trial : trials) {
                        results.add(finished(trial));
                    }
                } catch (IOException ours) {
                    return infra(ofCase, candidate, ours);
                }
                return CandidateResult.of(ofCase, candidate, results);
            }
        }
    }

    /** What goes wrong on our side costs this candidate's verdict, not those of the others. */
    private Attempt attempt(Case ofCase, Candidate candidate, Bench bench, Path folder) throws InterruptedException {
        try {
            return attemptOrFail(ofCase, candidate, bench, folder);
        } catch (IOException ours) {
            bench.count().add(ofCase.trials(candidate, bench.plan()).size());
            return new Attempt.Over(infra(ofCase, candidate, ours));
        }
    }

    private static CandidateResult infra(Case ofCase, Candidate candidate, IOException ours) {
        return CandidateResult.withoutTrials(ofCase, candidate, Verdict.INFRA, String.valueOf(ours.getMessage()));
    }

    private Attempt attemptOrFail(Case ofCase, Candidate candidate, Bench bench, Path folder)
            throws IOException, InterruptedException {
        KernelBuild build = workshop.kernel(ground.kernel(ofCase, candidate));
        if (build instanceof KernelBuild.Built built) {
            return new Attempt.Running(ofCase, candidate, started(ofCase, candidate, bench, built.kernel(), folder));
        }
        bench.count().add(ofCase.trials(candidate, bench.plan()).size());
        return new Attempt.Over(withoutKernel(ofCase, candidate, build));
    }

    private List<Future<TrialResult>> started(
            Case ofCase, Candidate candidate, Bench bench, Kernel kernel, Path folder) {
        List<Future<TrialResult>> trials = new ArrayList<>();
        for (Trial trial : ofCase.trials(candidate, bench.plan())) {
            Path place = folder.resolve(trial.folderName());
            trials.add(bench.pool().submit(() -> {
                TrialResult result = runner.run(trial, bench.emulator(), kernel, bench.rootfs(), place);
                bench.count().add(1);
                return result;
            }));
        }
        return trials;
    }

    private static CandidateResult withoutKernel(Case ofCase, Candidate candidate, KernelBuild build) {
        if (build instanceof KernelBuild.PatchFailed failed) {
            String reason = failed.patch() + ": " + failed.reason();
            return CandidateResult.withoutTrials(ofCase, candidate, Verdict.PATCH_FAILED, reason);
        }
        String reason = ((KernelBuild.BuildFailed) build).reason();
        return CandidateResult.withoutTrials(ofCase, candidate, Verdict.BUILD_FAILED, reason);
    }

    private static TrialResult finished(Future<TrialResult> trial) throws IOException, InterruptedException {
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
