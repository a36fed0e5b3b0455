// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.TrialSelection;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that verify and check share: the case, what its trials are, where they run, and what is printed. */
final class VerificationOptions {
    @Mixin
    private final KernelOptions kernelOptions = new KernelOptions();

    @Mixin
    private final TrialOptions trialOptions = new TrialOptions();

    @Mixin
    private final TreeOptions treeOptions = new TreeOptions();

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Mixin
    private final JobsOptions jobs = new JobsOptions();

    @Mixin
    private final FormatOptions formatOptions = new FormatOptions();

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "Where the trials' folders go (default: runs/ in the store).")
    private @Nullable Path runs;

    /** What the options ask for; wrong ones were refused. */
    record VerificationRequest(Case ofCase, TrialSelection trialSelection, int parallelism, ProcessRunner runner) {}

    VerificationRequest resolve(Path home) throws IOException {
        Faults knownFaults = Faults.read(home);
        Case ofCase = kernelOptions.readCase(home, knownFaults, treeOptions);
        return new VerificationRequest(
                ofCase, trialOptions.select(ofCase, knownFaults), jobs.parallelism(), new ProcessRunner());
    }

    CandidateResolver candidateResolver(VerificationRequest request) {
        return new CandidateResolver(request.ofCase(), treeOptions, request.runner());
    }

    LauncherOptions.LabSession open(VerificationRequest request, CliContext context, Progress progress)
            throws IOException, InterruptedException {
        treeOptions.warnAboutUncommittedChanges(request.runner(), progress);
        return launcher.open(context, List.of(request.ofCase().config()), request.runner(), progress);
    }

    boolean isJson() {
        return formatOptions.isJson();
    }

    /** A new folder for the trials of this run; it does not exist yet. */
    Path newRunFolder(CliContext context) {
        return (runs == null ? context.runs() : runs).toAbsolutePath().resolve(context.newRunName());
    }
}
