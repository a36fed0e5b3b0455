// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.vc4lab.explore.Exploration.KeptSchedule;
import org.vc4lab.explore.ExplorationSummary;
import org.vc4lab.explore.ScheduleResult;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.report.ExploreDocument;

/** What the schedules of one trial showed. */
final class ExplorationText {
    /** Of each schedule, and of all. */
    private static final int SHOWN_FINDINGS = 10;

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
                + document.summary().result()
                + document.asExpected()
                        .map(asExpected -> asExpected
                                ? ", as expected"
                                : ", expected "
                                        + document.expected()
                                                .map(Verdict::toString)
                                                .orElse("nothing"))
                        .orElse(""));
        document.summary().basis().forEach(out::println);
        for (ScheduleResult finding : findings.subList(0, Math.min(SHOWN_FINDINGS, findings.size()))) {
            out.println();
            out.println(nameOf(finding, document) + ": " + finding.verdict());
            finding.findings().stream()
                    .map(Finding::reason)
                    .limit(SHOWN_FINDINGS)
                    .forEach(reason -> out.println("    " + reason));
            finding.folder().ifPresent(folder -> out.println("    Evidence: " + folder));
        }
        document.shrunk().ifPresent(kept -> print(kept, document.caseFolder(), out));
    }

    /** A list that is run again has the seed of the moments of hardware, if any. */
    private static String nameOf(ScheduleResult finding, ExploreDocument document) {
        if (document.policy() == SchedulePolicy.LIST) {
            return "The kept schedule";
        }
        return finding.seed() == ScheduleResult.NO_SEED ? "The fixed schedule" : "Seed " + finding.seed();
    }

    private static void print(KeptSchedule kept, Optional<String> caseFolder, PrintWriter out) {
        List<String> lines = ExplorationSummary.describe(kept.schedule());
        out.println();
        out.println(lines.get(0));
        lines.stream().skip(1).forEach(line -> out.println("    " + line));
        String caseOption = caseFolder
                .map(folder -> CaseOption.NAME + " " + RerunCommand.quote(folder) + " ")
                .orElse("");
        out.println("    Run it again: ./vc4lab replay " + caseOption + kept.file());
    }
}
