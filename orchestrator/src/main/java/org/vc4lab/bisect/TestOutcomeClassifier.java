// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vc4lab.bisect.TestOutcome.TestStatus;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Phase;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;

/**
 * What a judged trial means for a search.
 *
 * @param noBootIsBad whether a kernel that does not come to user space counts as one that shows the report
 * @param toleratesBootReports whether a trial with other reports, all of them from before the scenario, can prove that
 *     the wanted one is not there: the checks were on to its end, or it would have been judged otherwise
 */
public record TestOutcomeClassifier(
        @JsonProperty("wanted") TargetReport target,
        @JsonProperty("noBootIsBad") boolean noBootIsBad,
        @JsonProperty("despiteOthers") boolean toleratesBootReports) {
    /**
     * Reads a trial.
     *
     * @param reports its reports
     * @throws IOException where it failed by our own fault
     */
    TestOutcome classify(List<TrialReport> reports, Judgement judgement) throws IOException {
        if (judgement.verdict() == Verdict.INFRA) {
            throw new IOException("the lab failed: " + firstReason(judgement, Verdict.INFRA));
        }
        Optional<TrialReport> targetReport =
                reports.stream().filter(target::matches).findFirst();
        if (targetReport.isPresent()) {
            return new TestOutcome(TestStatus.REPRODUCED, titles(reports), traceFromTitle(targetReport.get()));
        }
        String reason = judgement.verdict() + ": " + firstReason(judgement, judgement.verdict());
        return switch (judgement.verdict()) {
            case CLEAN -> new TestOutcome(TestStatus.NOT_REPRODUCED, "");
            case LATENCY, REPRODUCED, OTHER_REPORT -> classifyOtherReports(reports, reason);
            case NO_BOOT -> new TestOutcome(noBootIsBad ? TestStatus.REPRODUCED : TestStatus.NO_BOOT, reason);
            default -> new TestOutcome(TestStatus.UNCLEAR, reason);
        };
    }

    /**
     * From the function on that the title names: what it called are the kernel's own helpers. None where the title does
     * not tell, as these would be taken for the place of the fault.
     */
    private static List<String> traceFromTitle(TrialReport report) {
        List<String> functions = report.functions();
        int titleIndex = IntStream.range(0, functions.size())
                .filter(i -> report.title().endsWith(" " + functions.get(i)))
                .findFirst()
                .orElse(functions.size());
        return functions.subList(titleIndex, functions.size());
    }

    private TestOutcome classifyOtherReports(List<TrialReport> reports, String reason) {
        if (reports.isEmpty()) {
            return new TestOutcome(TestStatus.NOT_REPRODUCED, reason);
        }
        boolean absenceProven =
                toleratesBootReports && reports.stream().allMatch(TestOutcomeClassifier::cannotMaskTarget);
        return new TestOutcome(absenceProven ? TestStatus.NOT_REPRODUCED : TestStatus.OTHER_REPORT, titles(reports));
    }

    private static String titles(List<TrialReport> reports) {
        return reports.stream()
                .map(report -> report.name().orElse(report.title()))
                .distinct()
                .limit(3)
                .collect(Collectors.joining(", "));
    }

    private static String firstReason(Judgement judgement, Verdict verdict) {
        return judgement.findings().stream()
                .filter(finding -> finding.verdict() == verdict)
                .map(Finding::reason)
                .findFirst()
                .orElse("");
    }

    /**
     * Lockdep is silent after its first report, and the check for sleeps for a second: what came in the scenario may
     * have hidden the wanted one.
     */
    private static boolean cannotMaskTarget(TrialReport report) {
        return report.phase() == Phase.BOOT && report.kind() != org.vc4lab.kernellog.ReportKind.LOCKDEP;
    }
}
