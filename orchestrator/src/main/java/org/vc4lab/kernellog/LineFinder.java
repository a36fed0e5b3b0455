// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * Skips lines that begin no report. The first bytes behind the usual timestamp decide; lines with another prefix, or
 * none, are searched as a whole.
 */
final class LineFinder {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

    /** Bytes of a headline that are compared first. */
    private static final int HEAD_BYTES = Integer.BYTES;

    private final WuManberScanner triggers;
    private final boolean[] heads = new boolean[1 << 16];
    private final boolean searchWholeLines;
    private int skippedLines;

    /**
     * @param anchors beginnings of lines that matter, at least four characters each
     * @param searchWholeLines whether words inside a line matter, so that every line is searched
     */
    LineFinder(Collection<String> anchors, WuManberScanner triggers, boolean searchWholeLines) {
        this.triggers = triggers;
        this.searchWholeLines = searchWholeLines;
        for (String anchor : anchors) {
            heads[hash(anchor.getBytes(StandardCharsets.ISO_8859_1), 0)] = true;
        }
    }

    /** Start of the next line that may matter, or -1. {@code end} is behind the end of a line. */
    int find(byte[] bytes, int start, int end) {
        skippedLines = 0;
        int line = start;
        while (line < end) {
            int lineEnd = indexOf(bytes, (byte) '\n', line, end);
            int text = searchWholeLines ? -1 : textStart(bytes, line, lineEnd);
            if (text < 0 ? triggers.find(bytes, line, lineEnd) >= 0 : isHead(bytes, text, lineEnd)) {
                return line;
            }
            skippedLines++;
            line = lineEnd + 1;
        }
        return -1;
    }

    /** Number of lines that the last search skipped. */
    int skippedLines() {
        return skippedLines;
    }

    private boolean isHead(byte[] bytes, int start, int end) {
        return start + HEAD_BYTES <= end && heads[hash(bytes, start)];
    }

    /** Index behind {@code [ 14.732730] } or {@code [ 14.732730][ T140] }; -1 for any other beginning. */
    private static int textStart(byte[] bytes, int line, int end) {
        int close = line + "[   14.732730".length();
        if (close + 1 >= end || bytes[line] != '[' || bytes[close] != ']' || bytes[close - 7] != '.') {
            return -1;
        }
        int next = close + 1;
        if (bytes[next] == '[') {
            next = indexOf(bytes, (byte) ']', next, Math.min(next + 16, end)) + 1;
        }
        boolean usual = next > 0 && next < end && bytes[next] == ' ';
        return usual && !isVendorPrefix(bytes, next + 1, end) ? next + 1 : -1;
    }

    /** {@code [1: swapper/0: 1] }, perhaps behind a second blank, or {@code -(0)[1:comm]}. */
    private static boolean isVendorPrefix(byte[] bytes, int start, int end) {
        boolean bracket = start + 1 < end && bytes[start] == '[' && bytes[start + 1] != ' ';
        return bracket || (start < end && " -.(".indexOf(bytes[start]) >= 0);
    }

    private static int hash(byte[] bytes, int start) {
        return ((int) INTS.get(bytes, start) * 0x9e3779b1) >>> 16;
    }

    /** Searches eight bytes at a time. */
    static int indexOf(byte[] bytes, byte value, int start, int end) {
        long pattern = ONES * value;
        int i = start;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long matches = zeroBytes((long) LONGS.get(bytes, i) ^ pattern);
            if (matches != 0) {
                return i + Long.numberOfTrailingZeros(matches) / Byte.SIZE;
            }
        }
        for (; i < end; i++) {
            if (bytes[i] == value) {
                return i;
            }
        }
        return -1;
    }

    /** The top bit of each byte that is zero, exactly. */
    private static long zeroBytes(long word) {
        return ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
    }
}
