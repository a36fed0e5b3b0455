// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.explore.ScheduleExplorer;
import org.vc4lab.explore.ShrinkLimits;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import picocli.CommandLine.Option;

/** The options that select schedules of the guest's processors. */
final class ScheduleOptions {
    private static final Pattern TIME = Pattern.compile("(?<number>[1-9][0-9]{0,4})(?<unit>ms|s|m|h)");

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description = {
                "How a seed makes a schedule (default: places).",
                "places: a processor is held where it executes the changed files, at one place of each kind, then at two.",
                "random: turns of random length and order.",
                "pct: a random order of the processors, whose first becomes the last at --change-points random moments.",
                "starve: now and then a processor gets no turn for a while."
            })
    private @Nullable SchedulePolicy policy;

    @Option(
            names = "--change-points",
            paramLabel = "K",
            description = {
                "Of the policy pct (default: 1). With 0 or 1 the summary names the least probability with which a bug",
                "is seen that K + 1 steps of different processors in the right order suffice for."
            })
    private @Nullable Integer changePoints;

    @Option(
            names = "--window",
            paramLabel = "TIME",
            description = {
                "Run only so long, such as 50ms, around the first and the last sample of the newest stream, in turn,",
                "from machines that are saved there. It is several times as fast, and sees kernel reports, sleeps in",
                "atomic context, and hangs. Only a schedule that shows one runs whole trials."
            })
    private @Nullable String window;

    @Option(
            names = "--no-shrink",
            description = {
                "Do not look for the fewest switches of processors that the first schedule which is not clean needs.",
                "That takes two minutes at most, and keeps them as a file for replay."
            })
    private boolean noShrink;

    boolean isGiven() {
        return policy != null || changePoints != null || window != null || noShrink;
    }

    ExplorationPlan plan(long firstSeed, long count, Optional<Duration> time, boolean keepsGoing) {
        SchedulePolicy chosen = policy == null ? ExplorationPlan.DEFAULT_POLICY : policy;
        if (!SchedulePolicy.seeded().contains(chosen)) {
            throw new UsageException("--policy takes one of " + SchedulePolicy.seeded() + ", not " + chosen);
        }
        if (changePoints != null && chosen != SchedulePolicy.PCT) {
            throw new UsageException("--change-points needs --policy pct, not " + chosen);
        }
        if (changePoints != null && changePoints < 0) {
            throw new UsageException("--change-points takes a number from 0, not " + changePoints);
        }
        return new ExplorationPlan(
                chosen,
                changePoints == null ? ExplorationPlan.defaultChangePoints(chosen) : changePoints,
                Optional.ofNullable(window).map(given -> parseTime("--window", given)),
                List.of(),
                firstSeed,
                count,
                time,
                keepsGoing);
    }

    ScheduleExplorer explorer(LauncherOptions.LabSession labSession, Progress progress, int parallelism) {
        return explorer(
                labSession, progress, parallelism, noShrink ? Optional.empty() : Optional.of(ShrinkLimits.DEFAULT));
    }

    static ScheduleExplorer explorer(
            LauncherOptions.LabSession labSession,
            Progress progress,
            int parallelism,
            Optional<ShrinkLimits> shrinkLimits) {
        if (labSession.snapshots().isEmpty()) {
            throw new UsageException("schedules begin with a booted machine, so --no-snapshot has no meaning");
        }
        return new ScheduleExplorer(
                labSession.buildService(),
                labSession.trialRunner(ClockMode.DETERMINISTIC),
                progress,
                parallelism,
                shrinkLimits);
    }

    static Duration parseTime(String option, String text) {
        Matcher parts = TIME.matcher(text);
        if (!parts.matches()) {
            throw new UsageException(
                    option + " takes a time from 1ms to 99999h, such as 50ms, 90s, 10m or 2h, not '" + text + "'");
        }
        long number = Long.parseLong(parts.group("number"));
        return switch (parts.group("unit")) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
