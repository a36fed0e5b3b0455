// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.kernellog.KernelLogParser;
import org.vc4lab.kernellog.LogLine;
import org.vc4lab.kernellog.LogOrigin;
import org.vc4lab.kernellog.LogSink;
import org.vc4lab.kernellog.QuotedPrintable;
import org.vc4lab.kernellog.Report;

/**
 * A mail, a log or a thread, with the kernel's reports in it.
 *
 * @param lines decoded, without quotation marks and the prefixes of logs
 * @param reportLines those that were read for reports, as the parser joined and ordered them
 */
record PostedText(List<SourceLine> lines, List<SourceLine> reportLines, List<Report> reports) {
    private static final int LIMIT_MIB = 8;
    private static final int MOST_LINES = 200_000;
    private static final int LONGEST_LINE = 4096;
    private static final int MOST_REPORTS = 50;

    PostedText {
        lines = List.copyOf(lines);
        reportLines = List.copyOf(reportLines);
        reports = List.copyOf(reports);
    }

    static PostedText read(Path file) throws IOException {
        return parse(BoundedFiles.readBytes(file, LIMIT_MIB));
    }

    static PostedText parse(byte[] bytes) throws IOException {
        List<SourceLine> lines = decodedLines(bytes);
        List<SourceLine> reportLines = new ArrayList<>();
        List<Report> reports = new ArrayList<>();
        KernelLogParser.parse(new ByteArrayInputStream(bytes), LogOrigin.POSTED, new LogSink() {
            @Override
            public void report(Report report) {
                if (reports.size() < MOST_REPORTS) {
                    reports.add(report);
                }
            }

            @Override
            public void line(long number, LogLine line) {
                reportLines.add(
                        new SourceLine((int) number, bounded(line.text()).strip()));
            }
        });
        return new PostedText(lines, reportLines, reports);
    }

    private static List<SourceLine> decodedLines(byte[] bytes) throws IOException {
        String[] rawLines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1); // as the parser counts them
        if (rawLines.length > MOST_LINES) {
            throw new IOException("more lines than the limit of " + MOST_LINES + "; cut out what is about the bug");
        }
        List<SourceLine> lines = new ArrayList<>();
        QuotedPrintable decoder = new QuotedPrintable((line, number) -> lines.add(
                new SourceLine((int) number, LogLine.of(bounded(line)).text().stripTrailing())));
        for (int i = 0; i < rawLines.length; i++) {
            decoder.add(i + 1, rawLines[i]);
        }
        decoder.flush();
        return lines;
    }

    private static String bounded(String line) {
        return line.substring(0, Math.min(line.length(), LONGEST_LINE));
    }

    /** The lines of a report, in the order of time: in a reversed log its first one has the highest number. */
    List<SourceLine> linesOf(Report report) {
        int first = indexOf(report.firstLine());
        int last = indexOf(report.lastLine());
        return reportLines.subList(Math.min(first, last), Math.max(first, last) + 1);
    }

    SourceLine firstLineOf(Report report) {
        return linesOf(report).get(0);
    }

    private int indexOf(long number) {
        return IntStream.range(0, reportLines.size())
                .filter(i -> reportLines.get(i).number() == number)
                .findFirst()
                .orElse(0);
    }

    /** The first such line of any report. */
    Optional<SourceLine> findInReports(Predicate<String> condition) {
        return reports.stream()
                .flatMap(report -> linesOf(report).stream())
                .filter(line -> condition.test(line.text()))
                .findFirst();
    }
}
