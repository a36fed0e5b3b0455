// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.List;
import java.util.stream.Collectors;

/** Rewrites a diff for another strip level than 1 to one with {@code a/} and {@code b/}. */
final class StripLevelRewriter {
    private static final String GIT = "diff --git ";
    private static final List<String> BARE_NAMES = List.of("rename from ", "rename to ", "copy from ", "copy to ");

    private final int level;
    private final HunkTracker tracker = new HunkTracker();

    private StripLevelRewriter(int level) {
        this.level = level;
    }

    static String rewriteToOne(String diff, int level) {
        StripLevelRewriter rewriter = new StripLevelRewriter(level);
        return level == 1 ? diff : diff.lines().map(rewriter::rewriteLine).collect(Collectors.joining("\n", "", "\n"));
    }

    private String rewriteLine(String line) {
        if (tracker.isInside(line)) {
            return line;
        }
        if (line.startsWith("--- ") || line.startsWith("+++ ")) {
            String side = line.startsWith("-") ? "a/" : "b/";
            String name = line.substring(4);
            return name.startsWith("/dev/null") ? line : line.substring(0, 4) + side + strip(name, level);
        }
        if (line.startsWith(GIT)) {
            String[] names = splitNames(line.substring(GIT.length()));
            return GIT + "a/" + strip(names[0], level) + " b/" + strip(names[1], level);
        }
        for (String header : BARE_NAMES) {
            if (line.startsWith(header)) {
                return header + strip(line.substring(header.length()), Math.max(0, level - 1));
            }
        }
        return line;
    }

    /** Two names of the same length, or else two without blanks. */
    private static String[] splitNames(String names) {
        int middle = names.length() / 2;
        int blank = names.length() > 0 && names.charAt(middle) == ' ' ? middle : names.indexOf(' ');
        return blank < 0
                ? new String[] {names, names}
                : new String[] {names.substring(0, blank), names.substring(blank + 1)};
    }

    /** An absolute path stays absolute, and is refused later. Quoted names are not supported. */
    private static String strip(String name, int components) {
        String rest = name;
        for (int i = 0; i < components && rest.indexOf('/') >= 0; i++) {
            rest = rest.substring(rest.indexOf('/') + 1);
        }
        return rest;
    }
}
