// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.store.Store;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.TrialSelection;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.patch.SeriesReader;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which machine is wanted, where it is one: its kernel, its hardware and what is broken in it. */
final class MachineOptions {
    @Mixin
    private final KernelOptions kernelOptions = new KernelOptions();

    @Option(
            names = "--candidate",
            paramLabel = "NAME|FILE|DIR",
            description = "Whose kernel it boots, as with verify (default: the case's last that is good).")
    private @Nullable String candidate;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "A hardware profile of the case (default: its first).")
    private String profile = "";

    @Mixin
    private final FaultOptions faults = new FaultOptions();

    /** The trial that they make; what its scenario is, is up to the command. */
    Trial createTrial(Path home, String scenario, SeriesReader reader) throws IOException, InterruptedException {
        try {
            Faults knownFaults = Faults.read(home);
            Case ofCase = kernelOptions.readCase(home, knownFaults);
            String scenarioName = scenario.isEmpty()
                    ? ofCase.defaultScenario().name()
                    : ofCase.scenario(scenario).name();
            List<Trial> trials = ofCase.trials(
                    new SeriesResolver(ofCase, Optional.empty(), reader)
                            .resolve(
                                    candidate == null ? defaultCandidate(ofCase).name() : candidate)
                            .candidate(),
                    new TrialSelection(List.of(scenarioName), faults.select(knownFaults)));
            return trials.stream()
                    .filter(trial -> profile.isEmpty() || trial.profile().name().equals(profile))
                    .findFirst()
                    .orElseThrow(() -> new UsageException("no profile '" + profile + "'; valid: "
                            + String.join(
                                    ", ",
                                    trials.stream()
                                            .map(trial -> trial.profile().name())
                                            .toList())));
        } catch (UnknownNameException unknown) {
            throw new UsageException(unknown);
        }
    }

    /** The last of the case's candidates that is expected to be clean; the last of all where none is. */
    private static Candidate defaultCandidate(Case ofCase) {
        List<Candidate> caseCandidates = ofCase.candidates();
        return caseCandidates.stream()
                .filter(caseCandidate ->
                        ofCase.trials(caseCandidate).stream().allMatch(MachineOptions::isExpectedToBeClean))
                .reduce((before, after) -> after)
                .orElseGet(() -> caseCandidates.get(caseCandidates.size() - 1));
    }

    private static boolean isExpectedToBeClean(Trial trial) {
        return trial.expectation()
                .filter(expected -> expected.verdict() == Verdict.CLEAN)
                .isPresent();
    }

    /** Where the machine leaves its files. */
    static Path newRunFolder(CliContext cliContext, String command) {
        return Store.location(cliContext.environment())
                .resolve("runs")
                .resolve(command + "-" + ProcessHandle.current().pid());
    }

    /** The kernel of that trial's candidate. */
    static Kernel buildKernel(BuildService buildService, SeriesReader reader, Trial trial)
            throws IOException, InterruptedException {
        KernelBuild build =
                buildService.buildKernel(KernelResolver.forCase(reader).resolve(trial.ofCase(), trial.candidate()));
        if (build instanceof KernelBuild.BuiltKernel builtKernel) {
            return builtKernel.kernel();
        }
        throw new UsageException("there is no kernel of " + trial.candidate().name() + ": "
                + (build instanceof KernelBuild.PatchFailed failed
                        ? failed.patch() + ": " + failed.reason()
                        : ((KernelBuild.BuildFailed) build).reason()));
    }
}
