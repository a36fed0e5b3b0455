// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vc4lab.explore.Exploration.KeptSchedule;
import org.vc4lab.explore.ScheduleResult;
import org.vc4lab.explore.ShrunkSchedule;
import org.vc4lab.explore.ShrunkSchedule.ForcedSwitch;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.report.ExploreDocument;
import org.vc4lab.report.ExploreDocument.BoundEntry;

/** What the schedules of one trial showed. */
final class ExplorationText {
    /** Of each schedule, and of all. */
    private static final int SHOWN_FINDINGS = 10;

    private static final BigDecimal MOST_PERCENT = new BigDecimal("99.9999");

    private ExplorationText() {}

    /** Below a table, each with an empty line behind it. */
    static void printAll(List<ExploreDocument> documents, PrintWriter out) {
        for (ExploreDocument document : documents) {
            print(document, out);
            out.println();
        }
    }

    /** Prints the verdict, what it rests on, and the schedules that are not clean. */
    static void print(ExploreDocument document, PrintWriter out) {
        String name = String.join(", ", document.candidate(), document.scenario(), document.profile());
        List<ScheduleResult> findings = document.findings();
        out.println(name + ": "
                + summary(document)
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
        document.bound().flatMap(ExplorationText::describe).ifPresent(out::println);
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

    /** {@code CLEAN in 100 schedules}, or {@code HUNG in 1 of 17 schedules}. */
    static String summary(ExploreDocument document) {
        int count = document.schedules();
        String schedules = count + (count == 1 ? " schedule" : " schedules");
        int findings = document.findings().size();
        return document.verdict()
                .map(verdict ->
                        verdict + " in " + (verdict == Verdict.CLEAN ? schedules : findings + " of " + schedules))
                .orElse("no schedule was tried");
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
}
