// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/**
 * A line of a log without its prefixes.
 *
 * @param text the kernel's message, with the leading blanks of a call trace
 * @param stamped whether the prefix shows that the kernel printed the line (a timestamp, a level, {@code kernel:})
 * @param caller printk's caller id, as {@code T123} or {@code C0}, or ""
 * @param seconds the timestamp, or -1
 */
public record LogLine(String text, boolean stamped, String caller, double seconds) {
    private static final char ESCAPE = '\u001b';
    private static final char NO_BREAK_SPACE = '\u00a0';

    /** Strips line ends, escape codes and all known prefixes, in any order. */
    public static LogLine of(String raw) {
        String line = withoutControls(raw);
        PrefixScanner prefix = new PrefixScanner(line);
        LogLine stripped = prefix.strip();
        int inside = stripped.stamped() ? -1 : PrefixScanner.findTimestamp(line, prefix.position());
        return inside < 0 ? stripped : new PrefixScanner(line.substring(inside)).strip();
    }

    /** Without terminal escape codes, carriage returns and other control characters. */
    private static String withoutControls(String line) {
        int first = 0;
        while (first < line.length() && !isControl(line.charAt(first)) && line.charAt(first) != NO_BREAK_SPACE) {
            first++;
        }
        if (first == line.length()) {
            return line;
        }
        StringBuilder clean = new StringBuilder(line.length()).append(line.substring(0, first));
        for (int i = first; i < line.length(); i++) {
            char character = line.charAt(i);
            if (character == ESCAPE) {
                i = lastOfSequence(line, i);
            } else if (character == NO_BREAK_SPACE) {
                clean.append(' ');
            } else if (!isControl(character)) {
                clean.append(character);
            }
        }
        return clean.toString();
    }

    private static boolean isControl(char character) {
        return character < ' ' && character != '\t';
    }

    /** Index of an escape sequence's last character: ESC [ parameters letter, or ESC and one character. */
    private static int lastOfSequence(String line, int start) {
        int i = start + 1;
        if (CharScanner.isAt(line, i, '[')) {
            i++;
            while (i < line.length() && line.charAt(i) < '@') {
                i++;
            }
        }
        return Math.min(i, line.length() - 1);
    }
}
