// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes out of a title what changes from run to run: addresses, numbers, lines of files. The patterns are possessive or
 * of bounded length, and a title is cut before they see it.
 */
final class TitleText {
    private static final int LONGEST_INPUT = 400;
    private static final int LONGEST = 120;

    /** What is replaced, and what the text must hold for a search to be worth while. */
    private record Change(String hint, Pattern pattern, String replacement) {
        static Change of(String hint, String pattern, String replacement) {
            return new Change(hint, Pattern.compile(pattern), replacement);
        }

        String apply(String text) {
            return text.contains(hint) ? pattern.matcher(text).replaceAll(replacement) : text;
        }
    }

    /** In this order: addresses before numbers, places in files before what looks like one. */
    private static final List<Change> CHANGES = List.of(
            Change.of("syz-executor", "syz-executor\\.?[0-9]{1,20}+(?:[/:][0-9]{1,20}+)?", "syz-executor"),
            Change.of("syzkaller", "syzkaller[0-9]{1,20}+(?:[/:][0-9]{1,20}+)?", "syzkaller"),
            Change.of("", "(?<=[^a-zA-Z0-9])(?:0x)?[0-9a-f]{6,}+", "ADDR"),
            Change.of(".", "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}", "IP"),
            Change.of(":", "(\\.\\w{1,20}+)(?::[0-9]{1,20}+){1,4}+", "$1:LINE"),
            Change.of("+0x", "([a-zA-Z][a-zA-Z0-9_.]{0,200}+)\\+0x[0-9a-z]++/0x[0-9a-z]++", "$1"),
            Change.of("CPU#", "CPU#[0-9]{1,20}+", "CPU"),
            Change.of("", "(?<=\\W)[0-9]++(?=\\W|$)", "NUM"),
            Change.of("", "[0-9]{7,}+", "NUM"));

    private TitleText() {}

    static String normal(String title) {
        String text = title.length() > LONGEST_INPUT ? title.substring(0, LONGEST_INPUT) : title;
        for (Change change : CHANGES) {
            text = change.apply(text);
        }
        return printable(text);
    }

    private static String printable(String text) {
        StringBuilder clean = new StringBuilder(LONGEST);
        char last = ' ';
        for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
            char c = text.charAt(i) == '\t' ? ' ' : text.charAt(i);
            if (c >= ' ' && c < 0x7f && !(c == ' ' && last == ' ')) {
                clean.append(c);
                last = c;
            }
        }
        return clean.toString().trim();
    }
}
