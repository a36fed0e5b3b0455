// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.io.input.ReaderInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the reports of a kernel log in one pass. While no report is open, only the scanner for headlines sees the bytes
 * of lines that do not matter.
 *
 * <p>An instance parses one log in pieces ({@link #feed}, then {@link #finish}); the static methods parse a whole log.
 */
public final class KernelLogParser {
    private static final int BLOCK = 1 << 18;

    /** Longer lines are truncated, so that a binary file without line ends needs no more memory than a log. */
    private static final int MAX_LINE_LENGTH = 1 << 16;

    private static final int SAMPLED_LINES = 50;

    /** A log whose lines are not in order is put in order in pieces of this size. */
    private static final int MAX_HELD = 1 << 20;

    private final ReportAssembler assembler;
    private final LogOrigin origin;

    /** Of posted logs only; its lines go to the joiner, and from there to the assembler. */
    private final QuotedPrintable decoder;

    private final LineJoiner joiner;
    private final LineFinder finder;
    private byte[] buffer = new byte[1 << 16];
    private int used;
    private boolean skippingRest;
    private long lineNumber;
    private @Nullable LogOrder order;

    /** Parses the output of a console. */
    public KernelLogParser(LogSink sink) {
        this(sink, LogOrigin.CONSOLE);
    }

    KernelLogParser(LogSink sink, LogOrigin origin) {
        this.origin = origin;
        this.order = origin == LogOrigin.CONSOLE ? LogOrder.FORWARD : null;
        this.assembler = new ReportAssembler(sink, origin);
        this.joiner = new LineJoiner((number, raw, line) -> {
            sink.line(number, line);
            assembler.addLine(number, raw, line);
        });
        this.decoder = new QuotedPrintable(joiner::add);
        this.finder = ReportRuleTable.finder(sink.wantsNotes());
    }

    public static List<Report> parse(Reader log) throws IOException {
        List<Report> reports = new ArrayList<>();
        InputStream bytes = ReaderInputStream.builder()
                .setReader(log)
                .setCharset(StandardCharsets.UTF_8)
                .setBufferSize(BLOCK)
                .get();
        parse(bytes, reports::add);
        return List.copyOf(reports);
    }

    /** The bytes need not be valid in any encoding. */
    public static void parse(InputStream log, LogSink sink) throws IOException {
        parse(log, LogOrigin.CONSOLE, sink);
    }

    public static void parse(InputStream log, LogOrigin origin, LogSink sink) throws IOException {
        KernelLogParser parser = new KernelLogParser(sink, origin);
        byte[] block = new byte[BLOCK];
        for (int read = log.read(block); read >= 0; read = log.read(block)) {
            parser.feed(block, 0, read);
        }
        parser.finish();
    }

    /** The next piece of the log; it may end anywhere, even inside a line. */
    public void feed(byte[] bytes, int offset, int length) {
        if (used + length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(used + length, buffer.length * 2));
        }
        System.arraycopy(bytes, offset, buffer, used, length);
        used += length;
        if (order() != LogOrder.FORWARD) {
            if (used > MAX_HELD) {
                deliverInOrder();
            }
            return;
        }
        int complete = lastLineEnd() + 1;
        splitLines(complete);
        System.arraycopy(buffer, complete, buffer, 0, used - complete);
        used -= complete;
        if (used > MAX_LINE_LENGTH) {
            truncateLine();
        }
    }

    /** Reports everything read so far, because the log is quiet. */
    public void quiet() {
        flushLines();
        assembler.flush();
    }

    public void finish() {
        if (order() != LogOrder.FORWARD) {
            deliverInOrder();
        } else if (used > 0) {
            assembler.markUnterminated();
            deliver(0, used);
        }
        used = 0;
        flushLines();
        assembler.finish();
    }

    private void flushLines() {
        decoder.flush();
        joiner.flush();
    }

    private boolean holdsLine() {
        return decoder.holdsLine() || joiner.holdsLine();
    }

    /** Looks at the first lines, once. */
    private LogOrder order() {
        LogOrder known = order != null ? order : LogOrder.of(text(0, used));
        order = known;
        return known;
    }

    private void deliverInOrder() {
        List<String> lines = LogOrder.lines(text(0, used));
        List<Integer> indices = order().indices(lines);
        indices.stream().limit(SAMPLED_LINES).forEach(i -> assembler.sample(lineNumber + i + 1, lines.get(i)));
        for (int index : indices) {
            String line = lines.get(index);
            decoder.add(lineNumber + index + 1, line.substring(0, Math.min(line.length(), MAX_LINE_LENGTH)));
        }
        flushLines();
        lineNumber += lines.size();
        used = 0;
    }

    /** Delivers the beginning of a line that is too long, and drops its rest. */
    private void truncateLine() {
        if (!skippingRest) {
            deliver(0, MAX_LINE_LENGTH);
            lineNumber--;
            skippingRest = true;
        }
        used = 0;
    }

    private int lastLineEnd() {
        int i = used - 1;
        while (i >= 0 && buffer[i] != '\n') {
            i--;
        }
        return i;
    }

    private void splitLines(int end) {
        int position = 0;
        if (skippingRest && end > 0) {
            position = LineFinder.indexOf(buffer, (byte) '\n', 0, end) + 1;
            lineNumber++;
            skippingRest = false;
        }
        sample(position, end);
        while (position < end) {
            boolean skips = assembler.isIdle() && !holdsLine();
            position = skips ? skipToHeadline(position, end) : deliverLine(position, end);
        }
    }

    private int deliverLine(int position, int end) {
        int lineEnd = LineFinder.indexOf(buffer, (byte) '\n', position, end);
        boolean isRest = decoder.holdsLine();
        deliver(position, lineEnd);
        boolean continued = isRest || joiner.hasJoined() || decoder.holdsLine();
        if (assembler.isIdle() && !continued && finder.find(buffer, position, lineEnd + 1) < 0) {
            joiner.discard();
        }
        return lineEnd + 1;
    }

    private int skipToHeadline(int position, int end) {
        int line = finder.find(buffer, position, end);
        lineNumber += finder.skippedLines();
        return line < 0 ? end : deliverLine(line, end);
    }

    /** Shows the assembler some lines in advance, so that it recognises a log with timestamps. */
    private void sample(int start, int end) {
        int position = start;
        for (int sampled = 0; sampled < SAMPLED_LINES && position < end && !assembler.knowsTimestamps(); sampled++) {
            int lineEnd = LineFinder.indexOf(buffer, (byte) '\n', position, end);
            assembler.sample(lineNumber + sampled + 1, text(position, lineEnd));
            position = lineEnd + 1;
        }
    }

    private void deliver(int start, int end) {
        lineNumber++;
        String line = text(start, Math.min(end, start + MAX_LINE_LENGTH));
        if (origin == LogOrigin.POSTED) {
            decoder.add(lineNumber, line);
        } else {
            assembler.addLine(lineNumber, line, LogLine.of(line));
        }
    }

    private String text(int start, int end) {
        return new String(buffer, start, end - start, StandardCharsets.UTF_8);
    }
}
