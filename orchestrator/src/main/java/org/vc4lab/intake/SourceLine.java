// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.util.regex.Pattern;

/** A line of a posted text, by its number from 1. Anybody may have written it. */
record SourceLine(int number, String text) {
    private static final int LONGEST = 100;

    /** Anything else could end a line of YAML, or control a terminal. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]+");

    /** As a comment quotes it: one bounded line. */
    String quoted() {
        return "line " + number + ": " + printable(text);
    }

    /** One bounded line of printable characters, for a comment. */
    static String printable(String any) {
        String line = oneLine(any);
        int end = line.offsetByCodePoints(0, Math.min(LONGEST, line.codePointCount(0, line.length())));
        return end < line.length() ? line.substring(0, end) + " ..." : line;
    }

    /** One line of printable characters, for a value. */
    static String oneLine(String any) {
        return UNPRINTABLE.matcher(any).replaceAll(" ").strip();
    }
}
