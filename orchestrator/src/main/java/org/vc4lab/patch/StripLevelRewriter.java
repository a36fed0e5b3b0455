// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Rewrites diffs so that git takes one leading component off each path. Quoted names are not supported. */
final class StripLevelRewriter {
    private static final String GIT = "diff --git ";

    private StripLevelRewriter() {}

    /**
     * The diff for strip level 1, with {@code a/} and {@code b/}.
     *
     * @param strip leading components of its paths to drop, as in patch(1)'s {@code -p}
     */
    static String toStripLevelOne(String diff, int strip) {
        HunkTracker tracker = new HunkTracker();
        return strip == 1
                ? diff
                : Arrays.stream(diff.split("\n", -1))
                        .map(line -> tracker.isInside(DiffText.withoutReturn(line)) ? line : rewriteHeader(line, strip))
                        .collect(Collectors.joining("\n"));
    }

    private static String rewriteHeader(String line, int strip) {
        String components = components(strip);
        if (line.startsWith(GIT)) { // two names of the same length, or else two without blanks
            String names = line.substring(GIT.length());
            int middle = names.length() / 2;
            int blank = names.startsWith(" ", middle) ? middle : names.indexOf(' ');
            String left = blank < 0 ? names : names.substring(0, blank);
            String right = names.substring(blank + 1);
            return GIT + left.replaceFirst(components, "a/") + " " + right.replaceFirst(components, "b/");
        }
        return line.replaceFirst("^--- (?!/dev/null)" + components, "--- a/")
                .replaceFirst("^\\+\\+\\+ (?!/dev/null)" + components, "+++ b/")
                .replaceFirst("^((?:rename|copy) (?:from|to) )" + components(Math.max(0, strip - 1)), "$1");
    }

    /** A pattern of the leading components to drop. An absolute path stays absolute, and is refused later. */
    private static String components(int count) {
        return "(?:[^/]*/){0," + count + "}";
    }
}
