// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.Kernel;
import org.vc4lab.build.KernelBuild;
import org.vc4lab.build.Store;
import org.vc4lab.build.Workshop;
import org.vc4lab.lab.Case;
import org.vc4lab.lab.Cases;
import org.vc4lab.lab.ChosenFault;
import org.vc4lab.lab.Faults;
import org.vc4lab.lab.Ground;
import org.vc4lab.lab.Plan;
import org.vc4lab.lab.Trial;
import org.vc4lab.lab.UnknownNameException;
import org.vc4lab.patch.SeriesReader;
import picocli.CommandLine.Option;

/** Which machine is wanted, where it is one: its kernel, its hardware and what is broken in it. */
final class MachineOptions {
    @Option(
            names = "--case",
            paramLabel = "NAME",
            defaultValue = "vc4-hdmi-atomic-sleep",
            description = "A folder of patches/ (default: ${DEFAULT-VALUE}).")
    private String caseName;

    @Option(
            names = "--candidate",
            paramLabel = "NAME|FILE|DIR",
            defaultValue = "hw-params",
            description = "Whose kernel it boots, as with verify (default: ${DEFAULT-VALUE}).")
    private String candidate;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "A hardware profile of the case (default: its first).")
    private String profile = "";

    @Option(
            names = "--fault",
            paramLabel = "NAME[=VALUE]",
            description = "A fault in the hardware, see './vc4lab faults'. May be given more than once.")
    private List<String> faults = List.of();

    /** The trial that they make; what its scenario is, is up to the command. */
    Trial trial(Path home, String scenario, SeriesReader reader) throws IOException, InterruptedException {
        try {
            Faults known = Faults.read(home);
            Case ofCase = new Cases(home.resolve("patches"), known).read(caseName);
            String wanted = scenario.isEmpty()
                    ? ofCase.defaultScenario().name()
                    : ofCase.scenario(scenario).name();
            List<ChosenFault> chosen = new ArrayList<>();
            for (String fault : faults) {
                chosen.add(known.choose(fault));
            }
            List<Trial> trials = ofCase.trials(
                    new SeriesChooser(ofCase, Optional.empty(), reader)
                            .choose(candidate)
                            .candidate(),
                    new Plan(List.of(wanted), chosen));
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
            throw new UsageException(String.valueOf(unknown.getMessage()));
        }
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
