// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.CandidateResolver.ResolvedCandidates;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.CandidateVerifier;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Trial.TrialSelection;
import org.vc4lab.lab.model.UnknownNameException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that verify and check share: the case, what its trials are, and where they run. */
final class VerificationOptions {
    private static final String ALL_SCENARIOS = "all";

    @Mixin
    private final KernelOptions kernelOptions = new KernelOptions();

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = {
                "One of the case's scenarios, or all of them. May be given more than once;",
                "default: the one that shows each candidate best."
            })
    private List<String> scenarios = List.of();

    @Mixin
    private final JobsOptions jobs = new JobsOptions();

    @Mixin
    private final RunsOption runs = new RunsOption();

    /** What the options ask for; wrong ones were refused. */
    record VerificationRequest(Case ofCase, TrialSelection trialSelection, int parallelism, ProcessRunner runner) {}

    VerificationRequest resolve(Path home) throws IOException {
        Faults knownFaults = Faults.read(home);
        Case ofCase = kernelOptions.readCase(home, knownFaults);
        try {
            List<String> names = new ArrayList<>();
            for (String name : scenarios) {
                if (name.equals(ALL_SCENARIOS)) {
                    ofCase.scenarios().forEach(scenario -> names.add(scenario.name()));
                } else {
                    names.add(ofCase.scenario(name).name());
                }
            }
            TrialSelection selection = ofCase.select(names, kernelOptions.selectFaults(knownFaults));
            return new VerificationRequest(ofCase, selection, jobs.parallelism(), new ProcessRunner());
        } catch (UnknownNameException unknown) {
            throw new UsageException(unknown);
        }
    }

    CandidateResolver candidateResolver(VerificationRequest request, Progress progress)
            throws IOException, InterruptedException {
        return kernelOptions.candidateResolver(request.ofCase(), request.runner(), progress);
    }

    /** Tests the candidates in a new folder of trials. */
    List<CandidateResult> verify(
            VerificationRequest request,
            ResolvedCandidates resolved,
            ClockMode clockMode,
            CliContext context,
            Progress progress)
            throws IOException, InterruptedException {
        try (LauncherOptions.LabSession labSession = open(request, context, progress)) {
            return verify(request, resolved, labSession, clockMode, newRunFolder(context), progress);
        }
    }

    static List<CandidateResult> verify(
            VerificationRequest request,
            ResolvedCandidates resolved,
            LauncherOptions.LabSession labSession,
            ClockMode clockMode,
            Path folder,
            Progress progress)
            throws IOException, InterruptedException {
        return new CandidateVerifier(
                        labSession.buildService(),
                        resolved.kernelResolver(),
                        labSession.trialRunner(clockMode),
                        progress,
                        request.parallelism())
                .run(request.ofCase(), resolved.candidates(), request.trialSelection(), folder);
    }

    LauncherOptions.LabSession open(VerificationRequest request, CliContext context, Progress progress)
            throws IOException, InterruptedException {
        return kernelOptions.open(context, request.ofCase(), request.runner(), progress);
    }

    /** A new folder for the trials of this run; it does not exist yet. */
    Path newRunFolder(CliContext context) {
        return runs.newFolder(context);
    }
}
