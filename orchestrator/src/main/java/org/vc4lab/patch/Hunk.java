// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A hunk of a diff: the line at which it begins in the old file, and its own lines, header included. */
record Hunk(int start, List<String> lines) {
    private static final Pattern HEADER = Pattern.compile("@@ -(\\d{1,9})[, ].*");

    Hunk {
        lines = List.copyOf(lines);
    }

    /** The hunk of a file at a line, as git's messages identify it. */
    static Optional<Hunk> find(String diff, String file, int start) {
        HunkTracker tracker = new HunkTracker();
        boolean inFile = false;
        List<String> hunkLines = new ArrayList<>();
        for (String line : diff.lines().toList()) {
            boolean insideHunk = tracker.isInside(line);
            if (!hunkLines.isEmpty() && !insideHunk) {
                break;
            }
            Matcher header = HEADER.matcher(line);
            if (!insideHunk && (line.startsWith("--- ") || line.startsWith("+++ "))) {
                inFile = line.split("\t", 2)[0].endsWith("/" + file) || (inFile && line.startsWith("+++ "));
            } else if (!hunkLines.isEmpty()
                    || (!insideHunk && inFile && header.matches() && startOf(header) == start)) {
                hunkLines.add(line);
            }
        }
        return hunkLines.isEmpty() ? Optional.empty() : Optional.of(new Hunk(start, hunkLines));
    }

    private static int startOf(Matcher header) {
        return Integer.parseInt(header.group(1));
    }

    /** The lines that the file must have for the hunk to apply. */
    List<String> expectedLines() {
        return lines.stream()
                .skip(1)
                .filter(line -> line.isEmpty() || line.startsWith(" ") || line.startsWith("-"))
                .map(line -> line.isEmpty() ? "" : line.substring(1))
                .toList();
    }
}
