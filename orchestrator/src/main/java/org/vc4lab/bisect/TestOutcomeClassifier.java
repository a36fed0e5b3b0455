// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vc4lab.bisect.TestOutcome.TestStatus;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;

/**
 * Maps the verdict of a trial to the outcome of a test.
 *
 * @param noBootIsBad whether a kernel that does not reach user space counts as reproducing the report
 * @param toleratesBootReports whether a trial whose other reports are all from before the scenario can prove that the
 *     target does not occur; the checks were on to the end, otherwise the verdict would be another
 */
public record TestOutcomeClassifier(
        @JsonProperty("wanted") TargetReport target,
        @JsonProperty("noBootIsBad") boolean noBootIsBad,
        @JsonProperty("despiteOthers") boolean toleratesBootReports) {
    /**
     * The report to search for. In a case without a bug it is a trial that lacks what the case asks for.
     *
     * @param names names that the case gives to reports, or signatures; one match is enough. Without any, a trial that
     *     is BROKEN
     */
    public record TargetReport(@JsonProperty("names") List<String> names) {
        public TargetReport {
            names = List.copyOf(names);
        }

        boolean matches(TrialReport report) {
            return names.contains(report.signature())
                    || report.name().filter(names::contains).isPresent();
        }

        boolean isBrokenTrial() {
            return names.isEmpty();
        }

        @Override
        public String toString() {
            return isBrokenTrial() ? "a BROKEN trial" : String.join(" or ", names);
        }
    }

    /** @throws IOException if the trial failed by an infrastructure error */
    TestOutcome classify(List<TrialReport> reports, Judgement judgement) throws IOException {
        if (judgement.verdict() == Verdict.INFRA) {
            throw new IOException("the lab failed: " + firstReason(judgement, Verdict.INFRA));
        }
        Optional<TrialReport> targetReport =
                reports.stream().filter(target::matches).findFirst();
        if (targetReport.isPresent()) {
            return new TestOutcome(TestStatus.REPRODUCED, titles(reports), traceFromTitle(targetReport.get()));
        }
        if (target.isBrokenTrial() && isBroken(judgement)) {
            return classifyBroken(reports, judgement);
        }
        String reason = describe(judgement, judgement.verdict());
        return switch (judgement.verdict()) {
            case CLEAN -> new TestOutcome(TestStatus.NOT_REPRODUCED, "");
            case LATENCY, REPRODUCED, OTHER_REPORT -> classifyOtherReports(reports, reason);
            case NO_BOOT -> new TestOutcome(noBootIsBad ? TestStatus.REPRODUCED : TestStatus.NO_BOOT, reason);
            default -> new TestOutcome(TestStatus.UNCLEAR, reason);
        };
    }

    /** What the case asks for is missing; a kernel that went down was no longer able to show it. */
    private static boolean isBroken(Judgement judgement) {
        return (judgement.verdict() == Verdict.BROKEN || judgement.verdict() == Verdict.LATENCY)
                && judgement.findings().stream().anyMatch(finding -> finding.verdict() == Verdict.BROKEN);
    }

    /** A report may come from another bug, which broke the trial. */
    private TestOutcome classifyBroken(List<TrialReport> reports, Judgement judgement) {
        return reports.isEmpty() || isProvenDespite(reports)
                ? new TestOutcome(TestStatus.REPRODUCED, describe(judgement, Verdict.BROKEN))
                : new TestOutcome(TestStatus.OTHER_REPORT, titles(reports));
    }

    /**
     * The call trace from the function that the title names; the frames inside it are the kernel's own helpers. Empty
     * if the title names none, because the helpers would be taken for the location of the bug.
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
        return new TestOutcome(
                isProvenDespite(reports) ? TestStatus.NOT_REPRODUCED : TestStatus.OTHER_REPORT, titles(reports));
    }

    private boolean isProvenDespite(List<TrialReport> reports) {
        return toleratesBootReports && reports.stream().allMatch(TestOutcomeClassifier::cannotMaskTarget);
    }

    private static String titles(List<TrialReport> reports) {
        return reports.stream()
                .map(report -> report.name().orElse(report.title()))
                .distinct()
                .limit(3)
                .collect(Collectors.joining(", "));
    }

    private static String describe(Judgement judgement, Verdict verdict) {
        return verdict + ": " + firstReason(judgement, verdict);
    }

    private static String firstReason(Judgement judgement, Verdict verdict) {
        return judgement.findings().stream()
                .filter(finding -> finding.verdict() == verdict)
                .map(Finding::reason)
                .findFirst()
                .orElse("");
    }

    /**
     * Lockdep turns itself off after its first report, and the check for sleeping is rate-limited to one report per
     * second: a report in the scenario may hide the target.
     */
    private static boolean cannotMaskTarget(TrialReport report) {
        return report.phase() == Phase.BOOT && report.kind() != ReportKind.LOCKDEP;
    }
}
