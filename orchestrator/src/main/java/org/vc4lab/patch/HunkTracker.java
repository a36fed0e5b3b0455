// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tracks which lines of a diff belong to hunks by the counts in the hunk headers: the removed line "-- x" is not the
 * header "--- x".
 */
final class HunkTracker {
    /** Digits of a line count without leading zeros; no file has as many lines as one with more says. */
    private static final int LONGEST_COUNT = 9;

    private static final Pattern HUNK = Pattern.compile("@@ -\\d++(?:,0*+(\\d*+))? \\+\\d++(?:,0*+(\\d*+))? @@");

    private long oldLinesLeft;
    private long newLinesLeft;
    private int hunkCount;

    /** Whether the next line belongs to a hunk. The header of a hunk does not. */
    boolean isInside(String line) {
        if (oldLinesLeft > 0 || newLinesLeft > 0) {
            count(line.isEmpty() ? ' ' : line.charAt(0));
            return true;
        }
        Matcher hunk = HUNK.matcher(line);
        if (hunk.lookingAt()) {
            hunkCount++;
            oldLinesLeft = count(hunk.group(1));
            newLinesLeft = count(hunk.group(2));
        }
        return false;
    }

    /** Hunks so far. */
    int hunkCount() {
        return hunkCount;
    }

    private void count(char kind) {
        if (kind == '-' || kind == ' ') {
            oldLinesLeft--;
        }
        if (kind == '+' || kind == ' ') {
            newLinesLeft--;
        }
    }

    private static long count(@Nullable String lines) {
        if (lines == null) {
            return 1;
        }
        return lines.length() > LONGEST_COUNT ? Long.MAX_VALUE : Long.parseLong("0" + lines);
    }
}
