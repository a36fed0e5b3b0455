// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vc4lab.lab.BuildArtifacts;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.witness.TracedFunctions;
import org.vc4lab.lab.witness.WatchedKernel;

/**
 * Runs a trial in which the emulator writes the calls of functions. The guest executes what it does in other trials.
 *
 * @param watchedKernel of the trial
 */
public record TrialTracer(TrialRunner runner, Trial trial, BuildArtifacts artifacts, WatchedKernel watchedKernel) {
    /** A trial, and the calls in it. */
    public record TracedTrial(TrialResult result, CallLog log) {}

    /** For one trial. */
    public static TrialTracer of(TrialRunner runner, Trial trial, BuildArtifacts artifacts) throws IOException {
        WatchedKernel watchedKernel = runner.requireWatchedKernel(
                trial.ofCase(),
                artifacts.emulator(),
                artifacts.kernel(),
                "this emulator has no witness, which writes the calls");
        return new TrialTracer(runner, trial, artifacts, watchedKernel);
    }

    /** The patterns that no function of the kernel matches. */
    public List<String> unmatched(TracedFunctions functions) {
        return functions.unmatched(watchedKernel);
    }

    /** What is wrong if they are more than the emulator can watch. */
    public Optional<String> excess(TracedFunctions functions) {
        return functions.excess(watchedKernel);
    }

    /** Runs the trial in a folder. */
    public TracedTrial run(TracedFunctions functions, Path folder) throws IOException, InterruptedException {
        TrialResult result = runner.run(trial, artifacts, folder, functions);
        result.requireJudged(folder);
        return new TracedTrial(
                result, CallLog.read(new TrialFolder(result.folder()).callLog(), watchedKernel::describeReturnAddress));
    }
}
