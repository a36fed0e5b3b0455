// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.build.kernel.RefusedSettingsException;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.build.store.Progress;
import org.vc4lab.lab.BuildArtifacts;
import org.vc4lab.lab.CachingTrialRunner;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.TrialRetries;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.patch.Series;
import org.vc4lab.shrink.TrialShrinker.PartsOutcome;
import org.vc4lab.shrink.TrialShrinker.ShrinkBounds;
import org.vc4lab.shrink.TrialShrinker.ShrinkEnd;
import org.vc4lab.shrink.TrialShrinker.ShrunkTrial;

/**
 * Shrinks trials of kernels that it builds. Results of trials are in the store: the same call goes on where an
 * interrupted one was.
 */
public record LabShrinker(BuildService buildService, TrialRunner runner, Progress progress, ShrinkBounds bounds) {
    /**
     * A trial, and what is left of it.
     *
     * @param result of the whole trial
     * @param signature that both show; empty if the whole trial is clean
     */
    public record LabShrink(
            TrialParts whole, TrialResult result, Optional<FailureSignature> signature, ShrunkTrial shrunk) {}

    /** What all trials share. */
    private record ShrinkSetup(
            Trial trial,
            KernelSpec kernel,
            Series series,
            Emulator emulator,
            Rootfs rootfs,
            CachingTrialRunner runner,
            Path scratch) {
        KernelSpec kernelWith(TrialParts parts) throws IOException {
            KernelSpec patched = parts.patches().equals(series.patches())
                    ? kernel
                    : kernel.withLast(new Series(series.name(), parts.patches()));
            return parts.fragments().equals(FragmentSetting.readAll(kernel.fragments()))
                    ? patched
                    : patched.withOnlyFragments(FragmentSetting.write(parts.fragments(), scratch));
        }
    }

    /**
     * Shrinks a trial. A kernel that does not apply or build does not fail in the same way.
     *
     * @param kernel that was built; its last series is the candidate's
     * @throws IOException if the whole trial has no result
     */
    public LabShrink shrink(Trial trial, KernelSpec kernel) throws IOException, InterruptedException {
        List<Series> allSeries = kernel.patches();
        Series series = trial.candidate().patches().isPresent()
                ? allSeries.get(allSeries.size() - 1)
                : Series.empty(trial.candidate().name());
        ShrinkSetup setup = new ShrinkSetup(
                trial,
                kernel,
                series,
                buildService.buildEmulator(),
                buildService.buildRootfs(trial.ofCase().config(), trial.ofCase().additions()),
                CachingTrialRunner.of(buildService.store(), runner),
                buildService.store().createTempFolder());
        TrialParts whole = new TrialParts(
                trial.scenario(),
                trial.requestedFaults(),
                series.patches(),
                FragmentSetting.readAll(kernel.fragments()));
        TrialResult result = run(whole, setup).orElseThrow(() -> new IOException("the kernel was not built again"));
        if (result.isInfra()) {
            throw new IOException("the lab failed in the whole trial, " + TrialRetries.MAX_TRIES + " times: "
                    + result.judgement().findings() + "; run the same command again");
        }
        Optional<FailureSignature> signature = FailureSignature.of(result);
        ShrunkTrial shrunk = signature.isPresent()
                ? shrink(whole, signature.get(), setup)
                : new ShrunkTrial(whole, 0, ShrinkEnd.LIMIT_REACHED);
        return new LabShrink(whole, result, signature, shrunk);
    }

    private ShrunkTrial shrink(TrialParts whole, FailureSignature signature, ShrinkSetup setup)
            throws IOException, InterruptedException {
        try (Progress.ProgressTask task = progress.start("shrinking", bounds.tests())) {
            return new TrialShrinker(parts -> outcomeOf(run(parts, setup), signature), bounds, System::nanoTime, task)
                    .shrink(whole);
        }
    }

    /** Empty if the patches and fragments make no kernel. */
    private Optional<TrialResult> run(TrialParts parts, ShrinkSetup setup) throws IOException, InterruptedException {
        Optional<Kernel> kernel = kernelOf(() -> buildService.buildKernel(setup.kernelWith(parts)));
        if (kernel.isEmpty()) {
            return Optional.empty();
        }
        BuildArtifacts artifacts = new BuildArtifacts(setup.emulator(), kernel.get(), setup.rootfs());
        return Optional.of(TrialRetries.runUntilJudged(
                () -> setup.runner().run(parts.of(setup.trial()), artifacts).trialResult()));
    }

    /** Builds a kernel. */
    @FunctionalInterface
    interface KernelAttempt {
        KernelBuild build() throws IOException, InterruptedException;
    }

    /** Empty if the patches do not apply or compile, or a setting needs one that was left out. */
    static Optional<Kernel> kernelOf(KernelAttempt attempt) throws IOException, InterruptedException {
        try {
            return attempt.build() instanceof KernelBuild.BuiltKernel built
                    ? Optional.of(built.kernel())
                    : Optional.empty();
        } catch (RefusedSettingsException refused) {
            return Optional.empty();
        }
    }

    /** @param result empty if there is no kernel */
    static PartsOutcome outcomeOf(Optional<TrialResult> result, FailureSignature signature) {
        if (result.filter(TrialResult::isInfra).isPresent()) {
            return PartsOutcome.UNKNOWN;
        }
        return result.filter(signature::isShownBy).isPresent() ? PartsOutcome.FAILS : PartsOutcome.PASSES;
    }
}
