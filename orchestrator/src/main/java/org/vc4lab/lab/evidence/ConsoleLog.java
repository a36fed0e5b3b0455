// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.commons.io.input.ReaderInputStream;
import org.vc4lab.exec.LineOutputStream;
import org.vc4lab.guest.Machine;
import org.vc4lab.kernellog.KernelLogParser;
import org.vc4lab.kernellog.Report;

/**
 * The console log of a guest, which may print any bytes, and without end.
 *
 * @param lines one character a byte, counted as {@link KernelLogParser} does: a lone carriage return is not a line end
 * @param excess what the guest printed too much of; the lines are without it
 */
public record ConsoleLog(List<String> lines, Optional<String> excess) {
    private static final int MOST_LINES = 1_000_000;
    static final int MOST_REPORTS = 10_000;

    /** Without a file the log is empty. */
    public static ConsoleLog read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new ConsoleLog(List.of(""), Optional.empty());
        }
        List<String> lines = new ArrayList<>();
        int limitMib = Machine.CONSOLE_LIMIT_MIB;
        try (InputStream log = BoundedInputStream.builder()
                        .setPath(file)
                        .setMaxCount((long) limitMib << 20)
                        .get();
                LineOutputStream splitter = new LineOutputStream(StandardCharsets.ISO_8859_1, line -> {
                    if (lines.size() <= MOST_LINES) {
                        lines.add(line);
                    }
                })) {
            log.transferTo(splitter);
            splitter.write('\n'); // what follows the last line end is a line, even if it is empty
        }
        if (Files.size(file) > (long) limitMib << 20) {
            return new ConsoleLog(lines, Optional.of("more than the limit of " + limitMib + " MiB"));
        }
        return lines.size() > MOST_LINES
                ? new ConsoleLog(
                        lines.subList(0, MOST_LINES), Optional.of("more than the limit of " + MOST_LINES + " lines"))
                : new ConsoleLog(lines, Optional.empty());
    }

    /**
     * The first reports of the log; one more than {@link #MOST_REPORTS} if there are too many.
     *
     * @param firstLine earlier lines are taken for empty ones
     */
    List<Report> parseReports(long firstLine) throws IOException {
        int skipped = (int) firstLine - 1;
        String text = "\n".repeat(skipped) + String.join("\n", lines.subList(skipped, lines.size()));
        List<Report> reports = new ArrayList<>();
        InputStream bytes = ReaderInputStream.builder()
                .setReader(new StringReader(text))
                .setCharset(StandardCharsets.UTF_8)
                .get();
        KernelLogParser.parse(bytes, report -> {
            if (reports.size() <= MOST_REPORTS) {
                reports.add(report);
            }
        });
        return reports;
    }
}
