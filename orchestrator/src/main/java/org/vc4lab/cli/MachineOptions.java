// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.Kernel;
import org.vc4lab.build.KernelBuild;
import org.vc4lab.build.Store;
import org.vc4lab.build.Workshop;
import org.vc4lab.lab.Candidate;
import org.vc4lab.lab.Case;
import org.vc4lab.lab.Faults;
import org.vc4lab.lab.Ground;
import org.vc4lab.lab.Plan;
import org.vc4lab.lab.Trial;
import org.vc4lab.lab.UnknownNameException;
import org.vc4lab.lab.Verdict;
import org.vc4lab.patch.SeriesReader;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which machine is wanted, where it is one: its kernel, its hardware and what is broken in it. */
final class MachineOptions {
    @Mixin
    private final KernelOptions cases = new KernelOptions();

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
    Trial trial(Path home, String scenario, SeriesReader reader) throws IOException, InterruptedException {
        try {
            Faults known = Faults.read(home);
            Case ofCase = cases.choose(home, known);
            String wanted = scenario.isEmpty()
                    ? ofCase.defaultScenario().name()
                    : ofCase.scenario(scenario).name();
            List<Trial> trials = ofCase.trials(
                    new SeriesChooser(ofCase, Optional.empty(), reader)
                            .choose(candidate == null ? usual(ofCase).name() : candidate)
                            .candidate(),
                    new Plan(List.of(wanted), faults.choose(known)));
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
    private static Candidate usual(Case ofCase) {
        List<Candidate> all = ofCase.candidates();
        return all.stream()
                .filter(one -> ofCase.trials(one).stream().allMatch(MachineOptions::isExpectedToBeClean))
                .reduce((before, after) -> after)
                .orElseGet(() -> all.get(all.size() - 1));
    }

    private static boolean isExpectedToBeClean(Trial trial) {
        return trial.expectation()
                .filter(expected -> expected.verdict() == Verdict.CLEAN)
                .isPresent();
    }

    /** Where the machine leaves its files. */
    static Path folder(Surroundings surroundings, String command) {
        return Store.location(surroundings.environment())
                .resolve("runs")
                .resolve(command + "-" + ProcessHandle.current().pid());
    }

    /** The kernel of that trial's candidate. */
    static Kernel kernel(Workshop workshop, SeriesReader reader, Trial trial) throws IOException, InterruptedException {
        KernelBuild build = workshop.kernel(Ground.ofTheCase(reader).kernel(trial.ofCase(), trial.candidate()));
        if (build instanceof KernelBuild.Built built) {
            return built.kernel();
        }
        throw new UsageException("there is no kernel of " + trial.candidate().name() + ": "
                + (build instanceof KernelBuild.PatchFailed failed
                        ? failed.patch() + ": " + failed.reason()
                        : ((KernelBuild.BuildFailed) build).reason()));
    }
}
