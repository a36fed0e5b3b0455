// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.vc4lab.matrix.Change;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.Night;
import org.vc4lab.matrix.TrialRecord;

/** A night in a few lines, fit for a mail; the first is fit for a commit status. */
final class NightSummary {
    private static final int MOST = 20;

    private NightSummary() {}

    static void print(Night night, Path index, PrintWriter out) {
        MatrixDocument document = night.document();
        out.println(status(night));
        document.notes().forEach(note -> out.println("note: " + note));
        list("unexpected", unexpected(document), out);
        list(
                "our own fault",
                document.results().stream().filter(TrialRecord::isInfra).toList(),
                out);
        night.lastNight().ifPresent(begun -> {
            out.println("against last night (" + begun + "):");
            list("  new", night.trials(Change.NEW), out);
            list("  fixed", night.trials(Change.FIXED), out);
            list("  flaky", night.trials(Change.FLAKY), out);
        });
        if (!night.regressions().isEmpty()) {
            out.println(night.lastGood()
                            .map(begun -> "worse than in the last good night (" + begun + "): ")
                            .orElse("not as expected, and there is no good night yet: ")
                    + some(night.regressions()));
        }
        out.println(document.verdicts().entrySet().stream()
                .map(one -> one.getValue() + " " + one.getKey())
                .collect(Collectors.joining(", ")));
        out.println("Report: " + index);
        out.flush();
    }

    /** At most 140 characters, as commit statuses have them. */
    private static String status(Night night) {
        MatrixDocument document = night.document();
        long judged = document.results().stream()
                .filter(trial -> trial.asExpected().isPresent())
                .count();
        long right = judged - document.unexpected().size();
        return document.plan() + ": " + right + " of " + judged + " trials as expected"
                + (judged == document.results().size()
                        ? ""
                        : ", " + (document.results().size() - judged) + " untold")
                + (document.isComplete() ? "" : ", " + document.missing().size() + " missing")
                + (night.lastNight().isEmpty()
                        ? ""
                        : "; " + night.trials(Change.NEW).size() + " new, "
                                + night.trials(Change.FIXED).size() + " fixed, "
                                + night.trials(Change.FLAKY).size() + " flaky");
    }

    private static List<TrialRecord> unexpected(MatrixDocument document) {
        return document.results().stream().filter(TrialRecord::isUnexpected).toList();
    }

    private static void list(String title, List<TrialRecord> trials, PrintWriter out) {
        for (TrialRecord trial : trials.subList(0, Math.min(MOST, trials.size()))) {
            String expected =
                    trial.expected().map(verdict -> ", expected " + verdict).orElse("");
            String why = trial.findings().stream()
                    .filter(finding -> finding.verdict() == trial.verdict())
                    .findFirst()
                    .map(finding -> ": " + finding.reason().lines().findFirst().orElse(""))
                    .orElse("");
            out.println(title + ": " + trial.id() + " " + trial.verdict() + expected + why);
        }
        if (trials.size() > MOST) {
            out.println(title + ": and " + (trials.size() - MOST) + " more");
        }
    }

    private static String some(List<String> ids) {
        List<String> shown = ids.subList(0, Math.min(MOST, ids.size()));
        return String.join(", ", shown)
                + (shown.size() < ids.size() ? ", and " + (ids.size() - shown.size()) + " more" : "");
    }
}
