// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.Report;
import org.vc4lab.lab.model.CanaryCheck;
import org.vc4lab.lab.model.CaseReports.ReportPattern;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.TrialReport;

/**
 * Finds the case's names for reports.
 *
 * @param lines of the log with the reports
 */
record ReportMatcher(List<ReportPattern> patterns, List<String> lines, ConsoleTranscript transcript) {
    private static final int HEAD_LINES = 3;
    private static final Pattern WARNING = Pattern.compile("(?s)(?>.*?WARNING: ).* at (?<file>[\\w./-]+):\\d+ ");

    /** Looks inlined functions up at once, and only those of reports that lack nothing else to have a name. */
    List<TrialReport> toTrialReports(List<Report> reports, InlinedFunctions inlinedFunctions)
            throws IOException, InterruptedException {
        Map<Frame, List<String>> inlinedByFrame = inlinedFunctions.findByFrame(reports.stream()
                .filter(report -> findName(report, functions(report)).isEmpty())
                .filter(report -> patternsOf(report).findAny().isPresent())
                .flatMap(report -> report.callSites().stream()));
        return reports.stream()
                .map(report -> toTrialReport(report, inlinedByFrame))
                .toList();
    }

    private TrialReport toTrialReport(Report report, Map<Frame, List<String>> inlinedByFrame) {
        List<String> functions = functions(report);
        ConsoleTranscript.Phase phase = transcript.phaseOf(report.firstLine());
        boolean fromCanary = !report.panicked()
                && Arrays.stream(CanaryCheck.values())
                        .anyMatch(check -> check.isReportedBy(phase, report.kind(), functions));
        return new TrialReport(
                phase,
                report.kind(),
                report.title(),
                report.signature(),
                fromCanary
                        ? Optional.empty()
                        : findName(report, functions)
                                .or(() -> findName(report, functionsWithInlined(report, inlinedByFrame))),
                findSource(report),
                functions,
                new TrialReport.ReportOccurrence(
                        report.repeats(), report.panicked(), fromCanary, report.firstLine(), report.lastLine()));
    }

    private static List<String> functions(Report report) {
        return functionsWithInlined(report, Map.of());
    }

    private static List<String> functionsWithInlined(Report report, Map<Frame, List<String>> inlinedByFrame) {
        return report.callSites().stream()
                .filter(frame -> !frame.unreliable())
                .flatMap(frame -> InlinedFunctions.functionsAt(frame, inlinedByFrame))
                .toList();
    }

    private Optional<String> findName(Report report, List<String> functions) {
        return patternsOf(report)
                .filter(pattern -> pattern.matchesChain(functions))
                .map(ReportPattern::name)
                .findFirst();
    }

    /** Those that the report matches, whatever its call trace. */
    private Stream<ReportPattern> patternsOf(Report report) {
        return patterns.stream()
                .filter(pattern -> pattern.kind() == report.kind())
                .filter(pattern ->
                        pattern.source().isEmpty() || firstLineOf(report).contains(pattern.source() + ":"))
                .filter(pattern -> pattern.allowsLocks(report.locksHeld()));
    }

    /** The WARNING line may follow a "cut here" line. */
    private Optional<String> findSource(Report report) {
        int begin = (int) Math.min(report.firstLine() - 1, lines.size());
        int end = (int) Math.min(report.lastLine(), lines.size());
        return lines.subList(Math.min(begin, end), end).stream()
                .limit(HEAD_LINES)
                .map(WARNING::matcher)
                .filter(Matcher::lookingAt)
                .map(warning -> warning.group("file"))
                .findFirst();
    }

    private String firstLineOf(Report report) {
        int index = (int) report.firstLine() - 1;
        return index >= 0 && index < lines.size() ? lines.get(index) : "";
    }
}
