// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.matrix;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.TrialRecord;

/** A night in a few lines, for a mail; the first fits a commit status. */
public final class NightSummary {
    private static final int MAX_LISTED = 20;

    private NightSummary() {}

    public static void print(NightlyComparison nightlyComparison, Path index, PrintWriter out) {
        MatrixDocument document = nightlyComparison.document();
        List<TrialRecord> results = document.results();
        out.println(statusLine(nightlyComparison));
        document.notes().forEach(note -> out.println("note: " + note));
        printTrials(
                "unexpected", results.stream().filter(TrialRecord::isUnexpected).toList(), out);
        printTrials("infrastructure error", document.infraFailures(), out);
        nightlyComparison.lastNight().ifPresent(startedAt -> {
            out.println("against last night (" + startedAt + "):");
            nightlyComparison.changedTrials().forEach((change, trials) -> printTrials("  " + change, trials, out));
        });
        if (!nightlyComparison.regressions().isEmpty()) {
            out.println(nightlyComparison
                            .lastGoodNight()
                            .map(startedAt -> "worse than in the last good night (" + startedAt + "): ")
                            .orElse("not as expected, and there is no good night yet: ")
                    + abbreviate(nightlyComparison.regressions()));
        }
        out.println(document.verdicts().entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", ")));
        out.println("Report: " + index);
        out.flush();
    }

    /** At most 140 characters, the limit of commit statuses. */
    private static String statusLine(NightlyComparison nightlyComparison) {
        MatrixDocument document = nightlyComparison.document();
        long unjudged = document.results().size() - document.judged();
        String changes = nightlyComparison.changedTrials().entrySet().stream()
                .map(change -> change.getValue().size() + " " + change.getKey())
                .collect(Collectors.joining(", "));
        return document.plan().name() + ": " + document.asExpected() + " of " + document.judged()
                + " trials as expected"
                + (unjudged == 0 ? "" : ", " + unjudged + " without an expectation or result")
                + (document.isComplete() ? "" : ", " + document.missing().size() + " missing")
                + (nightlyComparison.lastNight().isEmpty() ? "" : "; " + changes);
    }

    private static void printTrials(String title, List<TrialRecord> trials, PrintWriter out) {
        for (TrialRecord trial : trials.subList(0, Math.min(MAX_LISTED, trials.size()))) {
            String reason = trial.outcome()
                    .reason()
                    .map(text -> ": " + text.lines().findFirst().orElse(""))
                    .orElse("");
            out.println(title + ": " + trial.id() + " " + trial.verdict()
                    + trial.outcome().describeExpectation() + reason);
        }
        if (trials.size() > MAX_LISTED) {
            out.println(title + ": and " + (trials.size() - MAX_LISTED) + " more");
        }
    }

    private static String abbreviate(List<String> ids) {
        List<String> listed = ids.subList(0, Math.min(MAX_LISTED, ids.size()));
        return String.join(", ", listed)
                + (listed.size() < ids.size() ? ", and " + (ids.size() - listed.size()) + " more" : "");
    }
}
