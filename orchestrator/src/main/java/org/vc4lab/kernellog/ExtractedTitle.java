// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import java.util.regex.Pattern;

/** @param flaw why the title is incomplete, or "" */
record ExtractedTitle(String title, String flaw) {
    static final String NO_FUNCTION = "truncated: no call trace names it";
    static final String NO_DETAILS = "truncated: what the headline announces does not follow";
    static final String NO_BEGINNING = "lost messages: its beginning is missing";

    /** Stands for a function that was not found. */
    private static final String UNKNOWN_FUNCTION = "corrupted";

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

    /**
     * The order matters: addresses before numbers, source lines before function offsets. The patterns are possessive or
     * of bounded length.
     */
    private static final List<TitleReplacement> REPLACEMENTS = List.of(
            TitleReplacement.of("syz-executor", "syz-executor\\.?[0-9]{1,20}+(?:[/:][0-9]{1,20}+)?", "syz-executor"),
            TitleReplacement.of("syzkaller", "syzkaller[0-9]{1,20}+(?:[/:][0-9]{1,20}+)?", "syzkaller"),
            TitleReplacement.of("", "[0-9a-f](?<=[^a-zA-Z0-9].)(?:(?<=0)x[0-9a-f]{6,}+|[0-9a-f]{5,}+)", "ADDR"),
            TitleReplacement.of(".", "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}", "IP"),
            TitleReplacement.of(":", "(\\.\\w{1,20}+)(?::[0-9]{1,20}+){1,4}+", "$1:LINE"),
            TitleReplacement.of("+0x", "([a-zA-Z][a-zA-Z0-9_.]{0,200}+)\\+0x[0-9a-z]++/0x[0-9a-z]++", "$1"),
            TitleReplacement.of("CPU#", "CPU#[0-9]{1,20}+", "CPU"),
            TitleReplacement.of("", "[0-9](?<=\\W.)[0-9]*+(?=\\W|$)", "NUM"),
            TitleReplacement.of("", "[0-9]{7,}+", "NUM"));

    private static final List<TitleReplacement> NOT_PRINTABLE = List.of(
            TitleReplacement.of("\t", "\t", " "),
            TitleReplacement.of("", "[^ -~]++", ""),
            TitleReplacement.of("  ", " {2,}+", " "));

    static ExtractedTitle of(String title) {
        return new ExtractedTitle(title, "");
    }

    /** @param title {@code %s} in it is the function that the search finds */
    static ExtractedTitle inFunction(String title, FrameSearch search, ReportLines lines) {
        String function = search.in(lines);
        return function == null
                ? new ExtractedTitle(
                        title.replace("%s", lines.faultingFunction().orElse(UNKNOWN_FUNCTION)), NO_FUNCTION)
                : of(title.replace("%s", function));
    }

    static ExtractedTitle withoutDetails(String title) {
        return new ExtractedTitle(title, NO_DETAILS);
    }

    /** The title without what changes from run to run: addresses, numbers, source lines. */
    String normalized() {
        String text = replace(title.substring(0, Math.min(title.length(), MAX_INPUT)), REPLACEMENTS);
        return replace(text.substring(0, Math.min(text.length(), MAX_LENGTH)), NOT_PRINTABLE)
                .trim();
    }

    private static String replace(String text, List<TitleReplacement> replacements) {
        String replaced = text;
        for (TitleReplacement replacement : replacements) {
            replaced = replacement.apply(replaced);
        }
        return replaced;
    }
}
