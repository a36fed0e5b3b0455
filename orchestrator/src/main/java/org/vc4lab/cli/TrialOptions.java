// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.MachineOptions.MachineSetup;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Trial.TrialFolder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which trial runs once more: one that has run, or the one that options describe. */
final class TrialOptions {
    /** What a trial that has run decides. */
    private static final List<String> DECIDED =
            List.of("--kernel", "--config", "--profile", "--fault", "--scenario", "--seed", "--schedule");

    @Parameters(
            paramLabel = "TRIAL",
            arity = "0..1",
            description = {
                "A trial that has run, in place of options: its folder, its path below runs/ in the store, such as",
                "RUN/CANDIDATE/PROFILE, or its id in a report, such as 5.10.223/armv7l-lockdep/base/play/prompt.",
                "Patches of your own are named by --candidate, a tree by --tree."
            })
    private @Nullable String trial;

    @Mixin
    private final MachineOptions machineOptions = new MachineOptions();

    @Option(names = "--scenario", paramLabel = "NAME", description = "One of the case's (default: its first).")
    private @Nullable String scenario;

    /**
     * Refuses options that the trial decides.
     *
     * @param hasOption whether the user has given an option
     */
    void validate(Predicate<String> hasOption) {
        for (String option : DECIDED) {
            if (trial != null && hasOption.test(option)) {
                throw new UsageException("the trial " + trial + " decides what " + option + " would: use either");
            }
        }
    }

    MachineSetup resolve(CliContext context, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        if (trial == null) {
            return machineOptions.resolve(context.home(), scenario, runner, progress);
        }
        CaseOption caseOption = machineOptions.caseOption();
        CaseRepository cases = caseOption.cases(context.home(), Faults.read(context.home()));
        TrialNames names = new TrialFinder(context.runs()).find(trial, caseOption.nameIn(cases), cases.names());
        return machineOptions.resolveTrial(cases, trial, names, runner, progress);
    }

    /** What the trial has left, if it is named by its folder. */
    Optional<TrialFolder> findFolder(CliContext context) throws IOException {
        return trial == null
                ? Optional.empty()
                : new TrialFinder(context.runs()).findFolder(trial).map(TrialFolder::new);
    }

    /** All that decides the machine but the scenario. */
    MachineOptions machine() {
        return machineOptions;
    }
}
