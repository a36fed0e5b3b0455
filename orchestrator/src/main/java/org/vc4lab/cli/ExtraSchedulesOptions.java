// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.PositiveNumber;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.explore.ScheduleExplorer;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.KernelResolver;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options to try trials under other schedules as well, which verify and check share. */
final class ExtraSchedulesOptions {
    @Option(
            names = "--schedules",
            paramLabel = "N",
            description = {
                "Try each trial that is clean, with --window also one that is only too slow, under N other schedules as",
                "well, as explore does.",
                "The first that is not clean ends it, and is a finding. With check: of the whole series."
            })
    private @Nullable Long schedules;

    @Mixin
    private final ScheduleOptions scheduleOptions = new ScheduleOptions();

    /** Tries other schedules of trials. */
    @FunctionalInterface
    interface ExtraTrials {
        List<Exploration> run(List<CandidateResult> results, KernelResolver kernels, Path folder)
                throws IOException, InterruptedException;
    }

    /** Empty unless they are asked for. */
    Optional<ExplorationPlan> plan() {
        if (schedules == null && scheduleOptions.isGiven()) {
            throw new UsageException("--policy, --change-points, --window and --no-shrink belong to --schedules");
        }
        if (schedules != null) {
            PositiveNumber.require("--schedules", schedules);
        }
        return Optional.ofNullable(schedules).map(count -> scheduleOptions.plan(1, count, Optional.empty(), false));
    }

    /** Refuses what cannot be before any trial runs. */
    ExtraTrials open(
            Optional<ExplorationPlan> plan, LauncherOptions.LabSession labSession, Progress progress, int parallelism) {
        if (plan.isEmpty()) {
            return (results, kernels, folder) -> List.of();
        }
        ScheduleExplorer explorer = scheduleOptions.explorer(labSession, progress, parallelism);
        return (results, kernels, folder) -> explorer.explore(results, kernels, plan.get(), folder);
    }
}
