// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.Report;

/** Gives reports the names that the case has for them. */
final class ReportMatcher {
    private static final int HEAD_LINES = 3;
    private static final Pattern WARNING = Pattern.compile("WARNING: .* at (?<file>[\\w./-]+):\\d+ ");

    private final List<NamedReport> known;
    private final List<String> lines;
    private final ConsoleTranscript transcript;

    /** @param lines the log that the reports come from */
    ReportMatcher(List<NamedReport> known, List<String> lines, ConsoleTranscript transcript) {
        this.known = known;
        this.lines = lines;
        this.transcript = transcript;
    }

    SeenReport seen(Report report) {
        List<String> functions = report.frames().stream()
                .filter(frame -> !frame.unreliable())
                .map(Frame::baseName)
                .toList();
        Phase phase = transcript.phaseOf(report.firstLine());
        SeenReport seen = new SeenReport(
                phase,
                report.kind(),
                report.title(),
                report.signature(),
                nameOf(report, functions),
                sourceOf(report),
                functions,
                report.repeats(),
                report.panicked(),
                false,
                report.firstLine(),
                report.lastLine());
        return answersCanary(seen) && !seen.panicked() ? asCanary(seen) : seen;
    }

    private static boolean answersCanary(SeenReport seen) {
        return List.of(Canary.values()).stream().anyMatch(canary -> canary.answeredBy(seen));
    }

    private static SeenReport asCanary(SeenReport seen) {
        return new SeenReport(
                seen.phase(),
                seen.kind(),
                seen.title(),
                seen.signature(),
                Optional.empty(),
                seen.source(),
                seen.functions(),
                seen.repeats(),
                seen.panicked(),
                true,
                seen.firstLine(),
                seen.lastLine());
    }

    private Optional<String> nameOf(Report report, List<String> functions) {
        return known.stream()
                .filter(one -> one.kind() == report.kind())
                .filter(one -> one.source().isEmpty() || header(report).contains(one.source() + ":"))
                .filter(one -> one.allows(report.locksHeld()))
                .filter(one -> ChainMatch.of(one.chain(), functions).matches())
                .map(NamedReport::name)
                .findFirst();
    }

    /** The line that tells may have "cut here" before it. */
    private Optional<String> sourceOf(Report report) {
        int begin = (int) Math.min(report.firstLine() - 1, lines.size());
        int end = (int) Math.min(report.lastLine(), lines.size());
        return lines.subList(Math.min(begin, end), end).stream()
                .limit(HEAD_LINES)
                .map(WARNING::matcher)
                .filter(Matcher::find)
                .map(warning -> warning.group("file"))
                .findFirst();
    }

    /** The report's first line as it stands in the log. */
    private String header(Report report) {
        int index = (int) report.firstLine() - 1;
        return index >= 0 && index < lines.size() ? lines.get(index) : "";
    }
}
