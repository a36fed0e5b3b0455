// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.debug.KnownReports;
import org.vc4lab.debug.Milestone;
import org.vc4lab.debug.Timeline;
import org.vc4lab.debug.TrialAtPlace;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.TrialReplay;
import org.vc4lab.lab.model.CaseReports;
import org.vc4lab.lab.model.CaseReports.ReportPattern;
import org.vc4lab.lab.model.UnknownNameException;

/** A place of a trial that a user names. */
sealed interface TrialPlace {
    String REPORT = "report";

    /** Opens a trial there. */
    TrialAtPlace open(TrialReplay replay, KnownReports reports, PrintWriter err)
            throws IOException, InterruptedException;

    /** Refuses a name that the case does not have. */
    default void requireIn(CaseReports reports) {}

    /**
     * A sleep in atomic context, or any problem.
     *
     * @param name of the case for a sleep in atomic context; empty for the scenario's first problem
     */
    record ReportPlace(Optional<String> name) implements TrialPlace {
        @Override
        public TrialAtPlace open(TrialReplay replay, KnownReports reports, PrintWriter err)
                throws IOException, InterruptedException {
            return reports.open(
                    replay,
                    name,
                    moment -> err.println("vc4lab: at " + moment.atNanos() + " ns, processor " + moment.processor()
                            + " enters " + moment.function()));
        }

        @Override
        public void requireIn(CaseReports reports) {
            if (name.isEmpty()) {
                return;
            }
            try {
                ReportPattern pattern =
                        UnknownNameException.find("report", name.get(), reports.patterns(), ReportPattern::name);
                if (pattern.kind() != ReportKind.ATOMIC_SLEEP
                        || !pattern.locks().isEmpty()) {
                    throw new UsageException(name.get() + " is known by the kernel's log alone: use --at line:TEXT, or"
                            + " --at report for the first problem");
                }
            } catch (UnknownNameException unknown) {
                throw new UsageException(unknown.getMessage() + ". --at also takes report, a time such as 1500ms,"
                        + " line:NUMBER, line:TEXT and instruction:NUMBER");
            }
        }
    }

    /** Before the instruction at that time. */
    record TimePlace(long nanos) implements TrialPlace {
        @Override
        public TrialAtPlace open(TrialReplay replay, KnownReports reports, PrintWriter err)
                throws IOException, InterruptedException {
            return TrialAtPlace.go(new Timeline(replay), timeline -> {
                timeline.goTo(nanos);
                return new TrialAtPlace(timeline, timeline.lastProcessor());
            });
        }
    }

    /** Behind the instruction that reaches it. */
    record MilestonePlace(Milestone milestone) implements TrialPlace {
        @Override
        public TrialAtPlace open(TrialReplay replay, KnownReports reports, PrintWriter err)
                throws IOException, InterruptedException {
            return TrialAtPlace.go(new Timeline(replay), timeline -> {
                timeline.goToFirst(milestone);
                int processor = timeline.lastProcessor();
                err.println(
                        "vc4lab: at " + timeline.time() + " ns, processor " + processor + " has come to " + milestone);
                return new TrialAtPlace(timeline, processor);
            });
        }
    }

    /** What users write. */
    static TrialPlace parse(String text) {
        if (text.equals(REPORT)) {
            return new ReportPlace(Optional.empty());
        }
        Optional<TrialPlace> place = parseTime("--at", text)
                .<TrialPlace>map(TimePlace::new)
                .or(() -> parseMilestone(text).map(MilestonePlace::new));
        return place.orElseGet(() -> new ReportPlace(Optional.of(text)));
    }

    private static Optional<Milestone> parseMilestone(String text) {
        int colon = text.indexOf(':');
        String kind = text.substring(0, Math.max(0, colon));
        String value = text.substring(colon + 1);
        if (kind.equals("instruction")) {
            return Optional.of(new Milestone.InstructionCount(parseNumber(value)));
        }
        if (!kind.equals("line")) {
            return Optional.empty();
        }
        if (value.isEmpty()) {
            throw new UsageException("line: needs the number of a line of the console, or a part of its text");
        }
        return Optional.of(
                value.matches("[0-9]+")
                        ? new Milestone.ConsoleLine(parseNumber(value))
                        : new Milestone.ConsoleText(value));
    }

    private static long parseNumber(String text) {
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw new UsageException("line: and instruction: take a number from 1, not '" + text + "'");
        }
        return Long.parseLong(text);
    }

    /** Of the guest's clock, in nanoseconds. */
    static long requireTime(String option, String text) {
        return parseTime(option, text)
                .orElseThrow(() -> new UsageException(
                        option + " takes a time such as 1500ms or 1512345678ns, not '" + text + "'"));
    }

    /** Of the guest's clock, in nanoseconds; empty if it is no time. */
    private static Optional<Long> parseTime(String option, String text) {
        Matcher parts =
                Pattern.compile("(?<number>[0-9]{1,12})(?<unit>ns|us|ms|s)").matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(parts.group("number"));
        long nanos =
                switch (parts.group("unit")) {
                    case "s" -> 1_000_000_000;
                    case "ms" -> 1_000_000;
                    case "us" -> 1_000;
                    default -> 1;
                };
        if (number > Duration.ofDays(1).toNanos() / nanos) {
            throw new UsageException(option + " takes at most a day, not '" + text + "'");
        }
        return Optional.of(number * nanos);
    }
}
