// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Finds the first of many short texts in an array of bytes, reading about every fourth byte (Wu and Manber's algorithm
 * with blocks of two bytes).
 */
final class WuManberScanner {
    private static final int MAX_PATTERN_LENGTH = 12;

    private final int window;
    private final byte[] shifts = new byte[1 << 16];
    private final byte[][][] candidates = new byte[1 << 16][][];

    /** Only the first bytes of a long text are searched for, so a hit is a candidate. */
    WuManberScanner(Collection<String> texts) {
        List<byte[]> patterns = texts.stream()
                .map(text -> text.substring(0, Math.min(MAX_PATTERN_LENGTH, text.length())))
                .distinct()
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
        window = patterns.stream().mapToInt(pattern -> pattern.length).min().orElseThrow();
        Arrays.fill(shifts, (byte) (window - 1));
        patterns.forEach(this::add);
    }

    private void add(byte[] pattern) {
        for (int i = 1; i < window; i++) {
            int block = block(pattern[i - 1], pattern[i]);
            shifts[block] = (byte) Math.min(shifts[block], window - 1 - i);
        }
        int lastBlock = block(pattern[window - 2], pattern[window - 1]);
        List<byte[]> bucket =
                new ArrayList<>(candidates[lastBlock] == null ? List.of() : List.of(candidates[lastBlock]));
        bucket.add(pattern);
        candidates[lastBlock] = bucket.toArray(byte[][]::new);
    }

    /** Index of the first text in the range, or -1. */
    int find(byte[] bytes, int start, int end) {
        int i = start + window - 1;
        while (i < end) {
            int block = block(bytes[i - 1], bytes[i]);
            int shift = shifts[block];
            if (shift != 0) {
                i += shift;
            } else {
                int begin = i - window + 1;
                if (matches(candidates[block], bytes, begin, end)) {
                    return begin;
                }
                i++;
            }
        }
        return -1;
    }

    private static boolean matches(byte[][] patterns, byte[] bytes, int begin, int end) {
        for (byte[] pattern : patterns) {
            int stop = begin + pattern.length;
            if (stop <= end && Arrays.equals(bytes, begin, stop, pattern, 0, pattern.length)) {
                return true;
            }
        }
        return false;
    }

    private static int block(byte first, byte second) {
        return ((first & 0xff) << 8) | (second & 0xff);
    }
}
