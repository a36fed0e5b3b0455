// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Replaces parts of a title that change from run to run: addresses, numbers, source lines. The patterns are possessive
 * or of bounded length, and titles are truncated first.
 */
final class TitleNormalizer {
    private static final int MAX_INPUT = 400;
    private static final int MAX_LENGTH = 120;

    /** @param hint text without which the pattern cannot match, checked first as it is cheaper */
    private record TitleReplacement(String hint, Pattern pattern, String replacement) {
        static TitleReplacement of(String hint, String pattern, String replacement) {
            return new TitleReplacement(hint, Pattern.compile(pattern), replacement);
        }

        String apply(String text) {
            return text.contains(hint) ? pattern.matcher(text).replaceAll(replacement) : text;
        }
    }

    /** The order matters: addresses before numbers, source lines before function offsets. */
    private static final List<TitleReplacement> REPLACEMENTS = List.of(
            TitleReplacement.of("syz-executor", "syz-executor\\.?[0-9]{1,20}+(?:[/:][0-9]{1,20}+)?", "syz-executor"),
            TitleReplacement.of("syzkaller", "syzkaller[0-9]{1,20}+(?:[/:][0-9]{1,20}+)?", "syzkaller"),
            TitleReplacement.of("", "(?<=[^a-zA-Z0-9])(?:0x)?[0-9a-f]{6,}+", "ADDR"),
            TitleReplacement.of(".", "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}", "IP"),
            TitleReplacement.of(":", "(\\.\\w{1,20}+)(?::[0-9]{1,20}+){1,4}+", "$1:LINE"),
            TitleReplacement.of("+0x", "([a-zA-Z][a-zA-Z0-9_.]{0,200}+)\\+0x[0-9a-z]++/0x[0-9a-z]++", "$1"),
            TitleReplacement.of("CPU#", "CPU#[0-9]{1,20}+", "CPU"),
            TitleReplacement.of("", "(?<=\\W)[0-9]++(?=\\W|$)", "NUM"),
            TitleReplacement.of("", "[0-9]{7,}+", "NUM"));

    private TitleNormalizer() {}

    static String normalize(String title) {
        String text = title.length() > MAX_INPUT ? title.substring(0, MAX_INPUT) : title;
        for (TitleReplacement replacement : REPLACEMENTS) {
            text = replacement.apply(text);
        }
        return toPrintable(text);
    }

    private static String toPrintable(String text) {
        StringBuilder clean = new StringBuilder(MAX_LENGTH);
        char last = ' ';
        for (int i = 0; i < Math.min(text.length(), MAX_LENGTH); i++) {
            char c = text.charAt(i) == '\t' ? ' ' : text.charAt(i);
            if (c >= ' ' && c < 0x7f && !(c == ' ' && last == ' ')) {
                clean.append(c);
                last = c;
            }
        }
        return clean.toString().trim();
    }
}
