// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Splits a stream of bytes into lines. While no report is open, only the scanner for headlines sees the bytes of lines
 * that do not matter.
 */
final class LineSplitter {
    /** Longer lines are truncated, so that a binary file without line ends needs no more memory than a log. */
    static final int MAX_LINE_LENGTH = 1 << 16;

    private static final int SAMPLED_LINES = 50;

    private final ReportAssembler assembler;
    private final LineFinder finder;
    private byte[] buffer = new byte[1 << 16];
    private int used;
    private boolean skippingRest;
    private long lineNumber;

    LineSplitter(ReportAssembler assembler, LineFinder finder) {
        this.assembler = assembler;
        this.finder = finder;
    }

    void feed(byte[] bytes, int offset, int length) {
        if (used + length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(used + length, buffer.length * 2));
        }
        System.arraycopy(bytes, offset, buffer, used, length);
        used += length;
        int complete = lastLineEnd() + 1;
        splitLines(complete);
        dropUpTo(complete);
        if (used > MAX_LINE_LENGTH) {
            truncateLine();
        }
    }

    void finish() {
        if (used > 0) {
            assembler.markUnterminated();
            deliver(0, used);
        }
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

    private void dropUpTo(int position) {
        System.arraycopy(buffer, position, buffer, 0, used - position);
        used -= position;
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
            position = ByteSearch.indexOf(buffer, (byte) '\n', 0, end) + 1;
            lineNumber++;
            skippingRest = false;
        }
        sample(position, end);
        while (position < end) {
            position = assembler.isIdle() ? skipToHeadline(position, end) : deliverLine(position, end);
        }
    }

    private int deliverLine(int position, int end) {
        int lineEnd = ByteSearch.indexOf(buffer, (byte) '\n', position, end);
        deliver(position, lineEnd);
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
        for (int n = 0; n < SAMPLED_LINES && position < end && !assembler.knowsTimestamps(); n++) {
            int lineEnd = ByteSearch.indexOf(buffer, (byte) '\n', position, end);
            assembler.sample(lineNumber + n + 1, text(position, lineEnd));
            position = lineEnd + 1;
        }
    }

    private void deliver(int start, int end) {
        lineNumber++;
        assembler.addLine(lineNumber, text(start, Math.min(end, start + MAX_LINE_LENGTH)));
    }

    private String text(int start, int end) {
        return new String(buffer, start, end - start, StandardCharsets.UTF_8);
    }
}
