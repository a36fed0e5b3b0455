// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.kernel.KernelTwin;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.CandidateResolver.ResolvedCandidates;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.Schedule;
import org.vc4lab.lab.BuildArtifacts;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.lab.model.Verdict;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that boot one machine: its kernel, its hardware, its faults, and where it runs. */
final class MachineOptions {
    @Mixin
    private final KernelOptions kernelOptions = new KernelOptions();

    @Option(
            names = "--candidate",
            paramLabel = "NAME|FILE|DIR|RANGE",
            description = {
                "Whose kernel it boots, as with verify.",
                "Default: the last of the case's that is expected to be clean, or the tree as it is."
            })
    private @Nullable String candidate;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "A hardware profile of the case (default: its first).")
    private @Nullable String profile;

    /** One machine: the trial that it boots for, and what its kernel is built from. */
    record MachineSetup(Trial trial, KernelResolver kernelResolver) {
        /**
         * For one of a candidate's trials.
         *
         * @param profile empty for the case's first
         */
        static MachineSetup of(
                Case ofCase,
                ResolvedCandidates resolved,
                String scenario,
                List<FaultInjection> faults,
                Optional<String> profile)
                throws UnknownNameException {
            List<Trial> trials = ofCase.trials(resolved.candidates().get(0), ofCase.select(List.of(scenario), faults));
            Trial trial = profile.isEmpty()
                    ? trials.get(0)
                    : UnknownNameException.find("profile", profile.get(), trials, each -> each.profile()
                            .name());
            return new MachineSetup(trial, resolved.kernelResolver());
        }

        MachineSetup withSchedule(Schedule schedule) {
            return new MachineSetup(trial.withSchedule(schedule), kernelResolver);
        }

        /** Empty if the candidate has none; the user reads why. */
        Optional<Kernel> findKernel(BuildService buildService, PrintWriter err)
                throws IOException, InterruptedException {
            KernelBuild build = tryToBuild(buildService);
            if (build instanceof KernelBuild.BuiltKernel builtKernel) {
                return Optional.of(builtKernel.kernel());
            }
            err.println("vc4lab: " + noKernel((KernelBuild.Failed) build));
            return Optional.empty();
        }

        private KernelBuild tryToBuild(BuildService buildService) throws IOException, InterruptedException {
            return buildService.buildKernel(kernelResolver.resolve(trial.ofCase(), trial.candidate()));
        }

        private String noKernel(KernelBuild.Failed build) {
            return "there is no kernel of " + trial.candidate().name() + ": " + build.describe();
        }

        /** The kernel once more, for a debugger. */
        KernelTwin buildTwin(Kernel kernel, BuildService buildService) throws IOException, InterruptedException {
            return buildService.buildTwin(kernelResolver.resolve(trial.ofCase(), trial.candidate()), kernel);
        }

        Kernel buildKernel(BuildService buildService) throws IOException, InterruptedException {
            KernelBuild build = tryToBuild(buildService);
            if (build instanceof KernelBuild.BuiltKernel builtKernel) {
                return builtKernel.kernel();
            }
            throw new UsageException(noKernel((KernelBuild.Failed) build));
        }

        /** What its trial is run with. */
        BuildArtifacts buildArtifacts(BuildService buildService) throws IOException, InterruptedException {
            return new BuildArtifacts(
                    buildService.buildEmulator(),
                    buildKernel(buildService),
                    buildService.buildRootfs(
                            trial.ofCase().config(), trial.ofCase().additions()));
        }
    }

    /** @param scenario null for the case's default */
    MachineSetup resolve(Path home, @Nullable String scenario, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        try {
            Faults knownFaults = Faults.read(home);
            Case ofCase = kernelOptions.readCase(home, knownFaults);
            String scenarioName = (scenario == null ? ofCase.defaultScenario() : ofCase.scenario(scenario)).name();
            ResolvedCandidates resolved =
                    kernelOptions.candidateResolver(ofCase, runner, progress).resolve(candidateNames(ofCase));
            return MachineSetup.of(
                    ofCase,
                    resolved,
                    scenarioName,
                    kernelOptions.selectFaults(knownFaults),
                    Optional.ofNullable(profile));
        } catch (UnknownNameException unknown) {
            throw new UsageException(unknown);
        }
    }

    /** The machine of a trial, or of a file about one, of which all is named but a candidate of the user's. */
    MachineSetup resolveNamed(
            CaseRepository cases, String trial, TrialNames names, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        caseOption().requireNoOther(trial, names.caseName(), cases);
        TreeOptions treeOptions = kernelOptions.treeOptions();
        treeOptions.requireTree();
        return names.resolve(cases, candidate, treeOptions, runner, progress).withSchedule(names.schedule());
    }

    /** The machine of a trial that has run, whose case and candidate are no other's. */
    MachineSetup resolveTrial(
            CaseRepository cases, String trial, TrialNames names, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        MachineSetup setup = resolveNamed(cases, trial, names, runner, progress);
        if (candidate != null && names.isOwnCandidate(setup.trial().ofCase())) {
            throw new UsageException("the trial " + trial + " is of the candidate " + names.candidate() + " of "
                    + names.caseName() + ": leave out --candidate");
        }
        return setup;
    }

    CaseOption caseOption() {
        return kernelOptions.caseOption();
    }

    /** No name selects the tree as it is. */
    private List<String> candidateNames(Case ofCase) {
        if (candidate != null) {
            return List.of(candidate);
        }
        return kernelOptions.hasTree()
                ? List.of()
                : List.of(defaultCandidate(ofCase).name());
    }

    /** The last of the case's candidates that is expected to be clean; the last of all if none is. */
    private static Candidate defaultCandidate(Case ofCase) {
        List<Candidate> caseCandidates = ofCase.candidates();
        return caseCandidates.stream()
                .filter(caseCandidate -> ofCase.trials(caseCandidate).stream()
                        .map(Trial::expectation)
                        .allMatch(expected ->
                                expected.isPresent() && expected.get().verdict() == Verdict.CLEAN))
                .reduce((before, after) -> after)
                .orElseGet(() -> caseCandidates.get(caseCandidates.size() - 1));
    }

    LauncherOptions.LabSession open(MachineSetup setup, CliContext context, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        return kernelOptions.open(context, setup.trial().ofCase(), runner, progress);
    }
}
