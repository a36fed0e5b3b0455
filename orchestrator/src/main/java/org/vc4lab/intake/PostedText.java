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
import org.vc4lab.kernellog.Report;

/**
 * A mail, a log or a thread, with the kernel's reports in it.
 *
 * @param lines without quotation marks and the prefixes of logs
 */
record PostedText(List<SourceLine> lines, List<Report> reports) {
    private static final int LIMIT_MIB = 8;
    private static final int MOST_LINES = 200_000;
    private static final int LONGEST_LINE = 4096;
    private static final int MOST_REPORTS = 50;

    PostedText {
        lines = List.copyOf(lines);
        reports = List.copyOf(reports);
    }

    static PostedText read(Path file) throws IOException {
        return parse(BoundedFiles.readBytes(file, LIMIT_MIB));
    }

    static PostedText parse(byte[] bytes) throws IOException {
        String[] rawLines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1); // as the parser counts them
        if (rawLines.length > MOST_LINES) {
            throw new IOException("more lines than the limit of " + MOST_LINES + "; cut out what is about the bug");
        }
        List<SourceLine> lines = IntStream.range(0, rawLines.length)
                .mapToObj(i -> new SourceLine(i + 1, withoutPrefixes(rawLines[i])))
                .toList();
        List<Report> reports = new ArrayList<>();
        KernelLogParser.parse(new ByteArrayInputStream(bytes), LogOrigin.POSTED, report -> {
            if (reports.size() < MOST_REPORTS) {
                reports.add(report);
            }
        });
        return new PostedText(lines, reports);
    }

    private static String withoutPrefixes(String line) {
        return LogLine.of(line.substring(0, Math.min(line.length(), LONGEST_LINE)))
                .text()
                .strip();
    }

    /** The lines of a report, in the order of the text. */
    List<SourceLine> linesOf(Report report) {
        return lines.subList((int) report.firstLine() - 1, (int) Math.min(report.lastLine(), lines.size()));
    }

    SourceLine firstLineOf(Report report) {
        return lines.get((int) report.firstLine() - 1);
    }

    /** The first such line of any report. */
    Optional<SourceLine> findInReports(Predicate<String> condition) {
        return reports.stream()
                .flatMap(report -> linesOf(report).stream())
                .filter(line -> condition.test(line.text()))
                .findFirst();
    }
}
