// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
 * @param harmlessReasons a trial that is BROKEN for no other reason can prove that, too
 */
public record TestOutcomeClassifier(
        @JsonProperty("wanted") TargetReport target,
        @JsonProperty("noBootIsBad") boolean noBootIsBad,
        @JsonProperty("despiteOthers") boolean toleratesBootReports,
        @JsonProperty("harmless") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<BrokenReason> harmlessReasons) {
    public TestOutcomeClassifier {
        harmlessReasons = List.copyOf(harmlessReasons);
    }

    public TestOutcomeClassifier(TargetReport target, boolean noBootIsBad, boolean toleratesBootReports) {
        this(target, noBootIsBad, toleratesBootReports, List.of());
    }

    /**
     * The report to search for. In a case without a bug it is a trial that lacks what the case asks for.
     *
     * @param names names that the case gives to reports, or signatures; one match is enough. Without any, a trial that
     *     is BROKEN
     * @param reasons a trial that is BROKEN for one of these counts as showing the report. Without any, and without
     *     names, it is a trial that is BROKEN for whatever reason
     */
    public record TargetReport(
            @JsonProperty("names") List<String> names,
            @JsonProperty("reasons") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<BrokenReason> reasons) {
        public TargetReport {
            names = List.copyOf(names);
            reasons = List.copyOf(reasons);
        }

        public TargetReport(List<String> names) {
            this(names, List.of());
        }

        boolean matches(TrialReport report) {
            return names.contains(report.signature())
                    || report.name().filter(names::contains).isPresent();
        }

        /** The first finding for which a trial is BROKEN as searched for. */
        Optional<Finding> findBroken(Judgement judgement) {
            boolean isAnyReason = names.isEmpty() && reasons.isEmpty();
            return brokenFindings(judgement)
                    .filter(finding -> isAnyReason || reasons.stream().anyMatch(reason -> reason.isOf(finding)))
                    .findFirst();
        }

        @Override
        public String toString() {
            String reasonText = reasons.stream().map(BrokenReason::words).collect(Collectors.joining("; or "));
            Stream<String> broken = names.isEmpty() || !reasons.isEmpty()
                    ? Stream.of("a BROKEN trial" + (reasons.isEmpty() ? "" : " (" + reasonText + ")"))
                    : Stream.empty();
            return Stream.concat(names.stream(), broken).collect(Collectors.joining(" or "));
        }
    }

    /**
     * Words of the reason of a finding. They count whatever numbers they have; another exit status is another reason.
     */
    public record BrokenReason(@JsonValue String words) {
        boolean isOf(Finding finding) {
            Finding part = new Finding(Verdict.BROKEN, words);
            return isIn(finding.reason(), words) || isIn(finding.reasonWithoutNumbers(), part.reasonWithoutNumbers());
        }

        private static boolean isIn(String reason, String words) {
            return Pattern.compile("(?<!\\w)" + Pattern.quote(words.strip()) + "(?!\\w)")
                    .matcher(reason)
                    .find();
        }
    }

    /** @throws IOException if the trial failed by an infrastructure error */
    TestOutcome classify(List<TrialReport> reports, Judgement judgement) throws IOException {
        if (judgement.verdict() == Verdict.INFRA) {
            throw new IOException("the lab failed: " + firstReason(judgement));
        }
        Optional<TrialReport> targetReport =
                reports.stream().filter(target::matches).findFirst();
        if (targetReport.isPresent()) {
            return new TestOutcome(TestStatus.REPRODUCED, titles(reports), traceFromTitle(targetReport.get()));
        }
        if (endedInOrder(judgement) && target.findBroken(judgement).isPresent()) {
            return classifyBroken(reports, target.findBroken(judgement).get());
        }
        String reason = judgement.verdict() + ": " + firstReason(judgement);
        return switch (judgement.verdict()) {
            case CLEAN -> new TestOutcome(TestStatus.NOT_REPRODUCED, "");
            case LATENCY, REPRODUCED, OTHER_REPORT, BROKEN ->
                hidesTarget(judgement)
                        ? new TestOutcome(TestStatus.UNCLEAR, reason)
                        : classifyOtherReports(reports, reason);
            case NO_BOOT -> new TestOutcome(noBootIsBad ? TestStatus.REPRODUCED : TestStatus.NO_BOOT, reason);
            default -> new TestOutcome(TestStatus.UNCLEAR, reason);
        };
    }

    /** A kernel that went down was no longer able to show what the case asks for. */
    private static boolean endedInOrder(Judgement judgement) {
        return judgement.verdict() == Verdict.BROKEN || judgement.verdict() == Verdict.LATENCY;
    }

    private static Stream<Finding> brokenFindings(Judgement judgement) {
        return judgement.findings().stream().filter(finding -> finding.verdict() == Verdict.BROKEN);
    }

    /** Whether the trial is BROKEN for another reason than those that are harmless. */
    private boolean hidesTarget(Judgement judgement) {
        boolean counts =
                judgement.verdict() == Verdict.BROKEN || !target.reasons().isEmpty();
        return counts
                && !brokenFindings(judgement)
                        .allMatch(finding -> harmlessReasons.stream().anyMatch(reason -> reason.isOf(finding)));
    }

    /** A report may come from another bug, which broke the trial. */
    private TestOutcome classifyBroken(List<TrialReport> reports, Finding broken) {
        return reports.isEmpty() || isProvenDespite(reports)
                ? new TestOutcome(TestStatus.REPRODUCED, broken.describe())
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

    private static String firstReason(Judgement judgement) {
        return judgement.firstFinding().map(Finding::reason).orElse("");
    }

    /**
     * Lockdep turns itself off after its first report, and the check for sleeping is rate-limited to one report per
     * second: a report in the scenario may hide the target.
     */
    private static boolean cannotMaskTarget(TrialReport report) {
        return report.phase() == Phase.BOOT && report.kind() != ReportKind.LOCKDEP;
    }
}
