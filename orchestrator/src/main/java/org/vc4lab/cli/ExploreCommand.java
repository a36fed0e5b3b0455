// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.MachineOptions.MachineSetup;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.Json;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.Exploration.KeptSchedule;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.explore.ScheduleExplorer;
import org.vc4lab.explore.ScheduleExplorer.ShrinkLimits;
import org.vc4lab.explore.ScheduleResult;
import org.vc4lab.explore.ShrunkSchedule;
import org.vc4lab.explore.ShrunkSchedule.ForcedSwitch;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.report.ExploreDocument;
import org.vc4lab.report.ExploreDocument.BoundEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One trial under many schedules of the guest's processors. */
@Command(
        name = "explore",
        description = {
            "Tries a candidate under many schedules of the guest's processors, from one booted machine, until one is",
            "not clean. A seed always gives the same schedule. Limits of time, such as how long interrupts are off, are",
            "not judged. What was tried is kept: the same command goes on where an interrupted one was, and takes no",
            "time if all was tried."
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
    private static final Pattern TIME = Pattern.compile("(?<number>[1-9][0-9]{0,4})(?<unit>ms|s|m|h)");
    /** Of each schedule, and of all. */
    private static final int SHOWN_FINDINGS = 10;

    private static final BigDecimal MOST_PERCENT = new BigDecimal("99.9999");

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

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            defaultValue = "random",
            description = {
                "How a seed makes a schedule (default: ${DEFAULT-VALUE}).",
                "random: turns of random length and order.",
                "pct: a random order of the processors, whose first becomes the last at --change-points random moments.",
                "starve: now and then a processor gets no turn for a while."
            })
    private SchedulePolicy policy = SchedulePolicy.RANDOM;

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

    @Option(names = "--keep-going", description = "Go on after a schedule that is not clean.")
    private boolean keepGoing;

    @Option(
            names = "--no-shrink",
            description = {
                "Do not look for the fewest switches of processors that the first schedule which is not clean needs.",
                "That takes two minutes at most, and keeps them as a file for replay."
            })
    private boolean noShrink;

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
            if (labSession.snapshots().isEmpty()) {
                throw new UsageException("explore begins with a booted machine, so --no-snapshot has no meaning");
            }
            Optional<Kernel> kernel = setup.findKernel(labSession.buildService(), err());
            if (kernel.isEmpty()) {
                return ExitCode.SKIP;
            }
            ScheduleExplorer explorer = new ScheduleExplorer(
                    labSession.buildService(),
                    labSession.trialRunner(ClockMode.DETERMINISTIC),
                    progress,
                    parallelism,
                    noShrink ? Optional.empty() : Optional.of(ShrinkLimits.DEFAULT));
            Exploration exploration = explorer.explore(setup.trial(), kernel.get(), plan, runs.newFolder(context()));
            if (formatOptions.isJson()) {
                Json.writeDocument(ExploreDocument.of(exploration), out());
            } else {
                print(ExploreDocument.of(exploration), out());
            }
            return exitCode(exploration);
        }
    }

    private ExplorationPlan plan() {
        if (!SchedulePolicy.seeded().contains(policy)) {
            throw new UsageException("--policy takes one of " + SchedulePolicy.seeded() + ", not " + policy);
        }
        if (changePoints != null && (policy != SchedulePolicy.PCT || changePoints < 0)) {
            throw new UsageException("--change-points takes a number from 0, with --policy pct");
        }
        if (firstSeed < 1 || (schedules != null && schedules < 1)) {
            throw new UsageException("--first-seed and --schedules take a number from 1");
        }
        long defaultCount = time == null ? DEFAULT_COUNT : ExplorationPlan.UNLIMITED;
        int defaultPoints = policy == SchedulePolicy.PCT ? 1 : 0;
        return new ExplorationPlan(
                policy,
                changePoints == null ? defaultPoints : changePoints,
                Optional.ofNullable(window).map(ExploreCommand::parseTime),
                List.of(),
                firstSeed,
                schedules == null ? defaultCount : schedules,
                Optional.ofNullable(time).map(ExploreCommand::parseTime),
                keepGoing);
    }

    static Duration parseTime(String text) {
        Matcher parts = TIME.matcher(text);
        if (!parts.matches()) {
            throw new UsageException("not a time such as 50ms, 90s, 10m or 2h: '" + text + "'");
        }
        long number = Long.parseLong(parts.group("number"));
        return switch (parts.group("unit")) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /** Prints the verdict, what it rests on, and the schedules that are not clean. */
    static void print(ExploreDocument document, PrintWriter out) {
        int count = document.schedules();
        String name = String.join(", ", document.candidate(), document.scenario(), document.profile());
        String schedules = count + (count == 1 ? " schedule" : " schedules");
        List<ScheduleResult> findings = document.findings();
        out.println(name + ": "
                + document.verdict()
                        .map(verdict -> verdict + " in "
                                + (verdict == Verdict.CLEAN ? schedules : findings.size() + " of " + schedules))
                        .orElse("no schedule was tried")
                + document.asExpected()
                        .map(asExpected -> asExpected
                                ? ", as expected"
                                : ", expected "
                                        + document.expected()
                                                .map(Verdict::toString)
                                                .orElse("nothing"))
                        .orElse(""));
        out.println("Policy " + document.policy() + ", seeds from " + document.firstSeed()
                + document.windows().stream()
                        .map(window -> ", " + window.from().toMillis() + " to "
                                + window.until().toMillis() + " ms")
                        .collect(Collectors.joining()));
        if (document.runsOnlyWindows()) {
            out.println("Judged in these windows: kernel reports, sleeps in atomic context, hangs");
        }
        document.bound().flatMap(ExploreCommand::describe).ifPresent(out::println);
        for (ScheduleResult finding : findings.subList(0, Math.min(SHOWN_FINDINGS, findings.size()))) {
            out.println();
            out.println("Seed " + finding.seed() + ": " + finding.verdict());
            finding.findings().stream()
                    .map(Finding::reason)
                    .limit(SHOWN_FINDINGS)
                    .forEach(reason -> out.println("    " + reason));
            finding.folder().ifPresent(folder -> out.println("    Evidence: " + folder));
        }
        document.shrunk().ifPresent(kept -> print(kept, out));
    }

    private static void print(KeptSchedule kept, PrintWriter out) {
        ShrunkSchedule shrunk = kept.schedule();
        List<ForcedSwitch> switches = shrunk.switches();
        out.println();
        out.println("Forced switches of seed " + shrunk.seed() + " after " + shrunk.tests() + " tests: "
                + switches.size() + (shrunk.minimal() ? "" : ", perhaps more than needed"));
        for (ForcedSwitch forced : switches.subList(0, Math.min(SHOWN_FINDINGS, switches.size()))) {
            out.println("    " + forced.what());
        }
        if (switches.size() <= SHOWN_FINDINGS) {
            out.println("    " + shrunk.sentence());
        }
        out.println("    Run it again: ./vc4lab replay " + kept.file());
    }

    /** The probability is rounded down: no number is better than what was derived. Empty if nothing is left of it. */
    static Optional<String> describe(BoundEntry bound) {
        BigDecimal percent = new BigDecimal(bound.probability())
                .movePointRight(2)
                .setScale(MOST_PERCENT.scale(), RoundingMode.FLOOR)
                .min(MOST_PERCENT);
        return percent.signum() <= 0
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "A bug of depth %d in these windows, between events of different processors where this run"
                                + " placed them, would have been seen with at least %s %%, if no processor had to be"
                                + " passed (PCT: %d processors, %d moments)",
                        bound.depth(),
                        percent.stripTrailingZeros().toPlainString(),
                        bound.processors(),
                        bound.points()));
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
