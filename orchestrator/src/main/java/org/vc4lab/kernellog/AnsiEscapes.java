// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** Terminal escape codes, carriage returns and other control characters. */
final class AnsiEscapes {
    private static final char ESCAPE = '\u001b';

    private AnsiEscapes() {}

    static String strip(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < ' ' && c != '\t') {
                return stripFrom(line, i);
            }
        }
        return line;
    }

    private static String stripFrom(String line, int first) {
        StringBuilder clean = new StringBuilder(line.length()).append(line, 0, first);
        for (int i = first; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ESCAPE) {
                i = lastOfSequence(line, i);
            } else if (c >= ' ' || c == '\t') {
                clean.append(c);
            }
        }
        return clean.toString();
    }

    /** Index of an escape sequence's last character: ESC [ parameters letter, or ESC and one character. */
    private static int lastOfSequence(String line, int start) {
        if (!CharScanner.isAt(line, start + 1, '[')) {
            return Math.min(start + 1, line.length() - 1);
        }
        int i = start + 2;
        while (i < line.length() && line.charAt(i) < '@') {
            i++;
        }
        return Math.min(i, line.length() - 1);
    }
}
