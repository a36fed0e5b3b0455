// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.Report;
import org.vc4lab.lab.model.CanaryCheck;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.Phase;
import org.vc4lab.lab.model.ReportPattern;
import org.vc4lab.lab.model.TrialReport;

/** Finds the case's names for reports. */
final class ReportMatcher {
    private static final int HEAD_LINES = 3;
    private static final Pattern WARNING = Pattern.compile("WARNING: .* at (?<file>[\\w./-]+):\\d+ ");

    private final List<ReportPattern> patterns;
    private final List<String> lines;
    private final ConsoleTranscript transcript;

    /** @param lines of the log with the reports */
    ReportMatcher(List<ReportPattern> patterns, List<String> lines, ConsoleTranscript transcript) {
        this.patterns = patterns;
        this.lines = lines;
        this.transcript = transcript;
    }

    TrialReport toTrialReport(Report report) {
        List<String> functions = report.frames().stream()
                .filter(frame -> !frame.unreliable())
                .map(Frame::baseName)
                .toList();
        Phase phase = transcript.phaseOf(report.firstLine());
        boolean fromCanary = !report.panicked()
                && Arrays.stream(CanaryCheck.values())
                        .anyMatch(check -> check.isReportedBy(phase, report.kind(), functions));
        return new TrialReport(
                phase,
                report.kind(),
                report.title(),
                report.signature(),
                fromCanary ? Optional.empty() : findName(report, functions),
                findSource(report),
                functions,
                report.repeats(),
                report.panicked(),
                fromCanary,
                report.firstLine(),
                report.lastLine());
    }

    private Optional<String> findName(Report report, List<String> functions) {
        return patterns.stream()
                .filter(pattern -> pattern.kind() == report.kind())
                .filter(pattern ->
                        pattern.source().isEmpty() || firstLineOf(report).contains(pattern.source() + ":"))
                .filter(pattern -> pattern.allowsLocks(report.locksHeld()))
                .filter(pattern -> CallChainMatch.of(pattern.chain(), functions).matches())
                .map(ReportPattern::name)
                .findFirst();
    }

    /** The WARNING line may follow a "cut here" line. */
    private Optional<String> findSource(Report report) {
        int begin = (int) Math.min(report.firstLine() - 1, lines.size());
        int end = (int) Math.min(report.lastLine(), lines.size());
        return lines.subList(Math.min(begin, end), end).stream()
                .limit(HEAD_LINES)
                .map(WARNING::matcher)
                .filter(Matcher::find)
                .map(warning -> warning.group("file"))
                .findFirst();
    }

    private String firstLineOf(Report report) {
        int index = (int) report.firstLine() - 1;
        return index >= 0 && index < lines.size() ? lines.get(index) : "";
    }
}
