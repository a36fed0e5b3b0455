// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.Report;
import org.vc4lab.lab.model.CanaryCheck;
import org.vc4lab.lab.model.CaseReports.FramePattern;
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

    TrialReport toTrialReport(Report report) {
        List<String> functions = report.frames().stream()
                .filter(frame -> !frame.unreliable())
                .map(Frame::baseName)
                .toList();
        ConsoleTranscript.Phase phase = transcript.phaseOf(report.firstLine());
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
                new TrialReport.ReportOccurrence(
                        report.repeats(), report.panicked(), fromCanary, report.firstLine(), report.lastLine()));
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
                .filter(Matcher::lookingAt)
                .map(warning -> warning.group("file"))
                .findFirst();
    }

    private String firstLineOf(Report report) {
        int index = (int) report.firstLine() - 1;
        return index >= 0 && index < lines.size() ? lines.get(index) : "";
    }

    /**
     * A match of a call chain against a call trace, both innermost first.
     *
     * @param matches whether every required function was found, in order
     * @param missing functions that were not found: optional ones, or the first required one
     * @param between functions of the trace between those of the chain
     */
    public record CallChainMatch(boolean matches, List<String> missing, List<String> between) {
        public CallChainMatch {
            missing = List.copyOf(missing);
            between = List.copyOf(between);
        }

        /** Matches. An optional link is missing if it is not before the next required one. */
        public static CallChainMatch of(List<FramePattern> chain, List<String> trace) {
            List<String> missing = new ArrayList<>();
            List<String> between = new ArrayList<>();
            int position = 0;
            boolean hasMatched = false;
            for (int link = 0; link < chain.size(); link++) {
                int index = indexOf(
                        chain.get(link),
                        trace,
                        position,
                        chain.get(link).optional() ? indexOfNextRequired(chain, link, trace, position) : trace.size());
                if (index < 0 && !chain.get(link).optional()) {
                    missing.add(chain.get(link).toString());
                    return new CallChainMatch(false, missing, between);
                }
                if (index < 0) {
                    missing.add(chain.get(link).toString());
                    continue;
                }
                if (hasMatched) {
                    between.addAll(trace.subList(position, index));
                }
                hasMatched = true;
                position = index + 1;
            }
            return new CallChainMatch(true, missing, between);
        }

        /** The index of the next required link in the trace; the trace's end if there is none. */
        private static int indexOfNextRequired(List<FramePattern> chain, int link, List<String> trace, int from) {
            for (FramePattern later : chain.subList(link + 1, chain.size())) {
                if (!later.optional()) {
                    int index = indexOf(later, trace, from, trace.size());
                    return index < 0 ? trace.size() : index;
                }
            }
            return trace.size();
        }

        private static int indexOf(FramePattern link, List<String> trace, int from, int to) {
            for (int i = from; i < to; i++) {
                if (link.matches(trace.get(i))) {
                    return i;
                }
            }
            return -1;
        }
    }
}
