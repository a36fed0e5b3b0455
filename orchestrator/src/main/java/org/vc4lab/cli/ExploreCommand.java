// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.MachineOptions.MachineSetup;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.PositiveNumber;
import org.vc4lab.exec.Json;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.explore.ScheduleExplorer;
import org.vc4lab.explore.ShrunkSchedule;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.report.ExploreDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One trial under many schedules of the guest's processors. */
@Command(
        name = "explore",
        description = {
            "Tries a candidate under many schedules of the guest's processors, from one booted machine, until one is",
            "not clean. A seed always gives the same schedule. How long interrupts are off is judged by what a processor",
            "executes itself, a late infoframe under the fixed schedule only. What was tried is kept: the same command",
            "goes on where an interrupted one was, and takes no time if all was tried. If a shrunk schedule shows a",
            "report, the store gets a machine near it, for gdb --schedule."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all schedules show what the case expects; without an expectation, all are clean",
            "1:one does not",
            "125:neither can be said, for example because the candidate does not build",
            "128:wrong usage",
            "129:the lab itself failed"
        })
final class ExploreCommand extends LabCommand {
    private static final int DEFAULT_COUNT = 100;

    private static final Set<Verdict> VERDICTS_WITH_REPORTS =
            EnumSet.of(Verdict.REPRODUCED, Verdict.OTHER_REPORT, Verdict.PANIC);

    @Mixin
    private final MachineOptions machineOptions = new MachineOptions();

    @Option(names = "--scenario", paramLabel = "NAME", description = "One of the case's (default: its first).")
    private @Nullable String scenario;

    @Option(
            names = "--schedules",
            paramLabel = "N",
            description = "How many schedules (default: 100, or no limit with --for).")
    private @Nullable Long schedules;

    @Option(names = "--for", paramLabel = "TIME", description = "Start schedules for so long, such as 90s, 10m or 2h.")
    private @Nullable String time;

    @Option(
            names = "--first-seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The seed of the first schedule; the others follow (default: ${DEFAULT-VALUE}).")
    private long firstSeed = 1;

    @Option(names = "--keep-going", description = "Go on after a schedule that is not clean.")
    private boolean keepGoing;

    @Mixin
    private final ScheduleOptions scheduleOptions = new ScheduleOptions();

    @Mixin
    private final JobsOptions jobs = new JobsOptions();

    @Mixin
    private final RunsOption runs = new RunsOption();

    @Mixin
    private final FormatOptions formatOptions = new FormatOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ExplorationPlan plan = plan();
        int parallelism = jobs.parallelism();
        ProcessRunner runner = new ProcessRunner();
        Progress progress = progress();
        MachineSetup setup = machineOptions.resolve(context().home(), scenario, runner, progress);
        try (LauncherOptions.LabSession labSession = machineOptions.open(setup, context(), runner, progress)) {
            Optional<Kernel> kernel = setup.findKernel(labSession.buildService(), err());
            if (kernel.isEmpty()) {
                return ExitCode.SKIP;
            }
            ScheduleExplorer explorer = scheduleOptions.explorer(labSession, progress, parallelism);
            Exploration exploration = explorer.explore(setup.trial(), kernel.get(), plan, runs.newFolder(context()));
            if (formatOptions.isJson()) {
                Json.writeDocument(ExploreDocument.of(exploration), out());
            } else {
                ExplorationText.print(ExploreDocument.of(exploration), out());
            }
            if (exploration.shrunk().isPresent()) {
                prepareGdb(exploration.shrunk().get().schedule(), setup, labSession, kernel.get(), progress);
            }
            return exitCode(exploration);
        }
    }

    /** Who sees a finding opens it in gdb next, and would wait for this there. */
    private static void prepareGdb(
            ShrunkSchedule shrunk,
            MachineSetup setup,
            LauncherOptions.LabSession labSession,
            Kernel kernel,
            Progress progress)
            throws IOException, InterruptedException {
        if (!VERDICTS_WITH_REPORTS.contains(shrunk.verdict())) {
            return;
        }
        Trial trial = setup.withSchedule(shrunk.schedule()).trial();
        try (Progress.ProgressTask task = progress.start("going to the report", 1)) {
            DebuggedTrial debugged = DebuggedTrial.of(labSession, trial, kernel, Optional.empty());
            debugged.reports().prepare(debugged.replay());
            task.update(1, 1);
        } catch (IOException failed) {
            progress.note("gdb will have to search for the report: " + failed.getMessage());
        }
    }

    private ExplorationPlan plan() {
        PositiveNumber.require("--first-seed", firstSeed);
        long defaultCount = time == null ? DEFAULT_COUNT : ExplorationPlan.UNLIMITED;
        long count = schedules == null ? defaultCount : schedules;
        PositiveNumber.require("--schedules", count);
        return scheduleOptions.plan(
                firstSeed,
                count,
                Optional.ofNullable(time).map(given -> ScheduleOptions.parseTime("--for", given)),
                keepGoing);
    }

    /** As verify's. */
    static int exitCode(Exploration exploration) {
        Optional<Boolean> asExpected = exploration.asExpected();
        if (asExpected.isPresent()) {
            return asExpected.get() ? ExitCode.GOOD : ExitCode.BAD;
        }
        return exploration
                .verdict()
                .map(verdict -> verdict == Verdict.CLEAN
                        ? ExitCode.GOOD
                        : VerifyCommand.BAD_VERDICTS.contains(verdict) ? ExitCode.BAD : ExitCode.SKIP)
                .orElse(ExitCode.SKIP);
    }
}
