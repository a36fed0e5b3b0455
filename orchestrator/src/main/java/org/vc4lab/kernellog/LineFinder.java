// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * Passes over the lines of which the first bytes behind the usual timestamp show that they begin no report. Only lines
 * with another prefix, or none, are searched.
 */
final class LineFinder {
    /** So many bytes of a headline are compared at first. */
    private static final int HEAD_BYTES = Integer.BYTES;

    private final WuManberScanner triggers;
    private final boolean[] heads = new boolean[1 << 16];
    private final boolean searchWholeLines;
    private int skippedLines;

    /**
     * @param anchors the words that a line which matters begins with, at least four characters each
     * @param searchWholeLines whether words inside a line count, so that every line has to be searched
     */
    LineFinder(Collection<String> anchors, WuManberScanner triggers, boolean searchWholeLines) {
        this.triggers = triggers;
        this.searchWholeLines = searchWholeLines;
        for (String anchor : anchors) {
            byte[] bytes = anchor.getBytes(StandardCharsets.ISO_8859_1);
            heads[hash(bytes, 0)] = true;
        }
    }

    /** Where the next line begins that may matter, or -1. The range ends behind the end of a line. */
    int find(byte[] bytes, int start, int end) {
        skippedLines = 0;
        int line = start;
        while (line < end) {
            int lineEnd = ByteSearch.indexOf(bytes, (byte) '\n', line, end);
            int text = searchWholeLines ? -1 : textStart(bytes, line, lineEnd);
            if (text < 0 ? triggers.find(bytes, line, lineEnd) >= 0 : isHead(bytes, text, lineEnd)) {
                return line;
            }
            skippedLines++;
            line = lineEnd + 1;
        }
        return -1;
    }

    /** How many lines the last search passed over. */
    int skippedLines() {
        return skippedLines;
    }

    private boolean isHead(byte[] bytes, int start, int end) {
        return start + HEAD_BYTES <= end && heads[hash(bytes, start)];
    }

    /** Behind {@code [ 14.732730] } or {@code [ 14.732730][ T140] }; -1 for any other beginning. */
    private static int textStart(byte[] bytes, int line, int end) {
        int close = line + "[   14.732730".length();
        if (close + 1 >= end || bytes[line] != '[' || bytes[close] != ']' || bytes[close - 7] != '.') {
            return -1;
        }
        int next = close + 1;
        if (bytes[next] == '[') {
            next = ByteSearch.indexOf(bytes, (byte) ']', next, Math.min(next + 16, end)) + 1;
        }
        return next > 0 && next < end && bytes[next] == ' ' ? next + 1 : -1;
    }

    private static int hash(byte[] bytes, int start) {
        return (ByteSearch.intAt(bytes, start) * 0x9e3779b1) >>> 16;
    }
}
