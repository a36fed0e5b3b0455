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

    /** The hunk of a file at a line, as git's messages name it. */
    static Optional<Hunk> find(String diff, String file, int start) {
        HunkLines inside = new HunkLines();
        boolean inFile = false;
        List<String> found = new ArrayList<>();
        for (String line : diff.lines().toList()) {
            boolean ofHunk = inside.isInside(line);
            if (!found.isEmpty() && !ofHunk) {
                break;
            }
            Matcher header = HEADER.matcher(line);
            if (!ofHunk && (line.startsWith("--- ") || line.startsWith("+++ "))) {
                inFile = line.split("\t", 2)[0].endsWith("/" + file) || (inFile && line.startsWith("+++ "));
            } else if (!found.isEmpty() || (!ofHunk && inFile && header.matches() && begin(header) == start)) {
                found.add(line);
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(new Hunk(start, found));
    }

    private static int begin(Matcher header) {
        return Integer.parseInt(header.group(1));
    }

    /** What has to stand in the file for it to apply. */
    List<String> wanted() {
        return lines.stream()
                .skip(1)
                .filter(line -> line.isEmpty() || line.startsWith(" ") || line.startsWith("-"))
                .map(line -> line.isEmpty() ? "" : line.substring(1))
                .toList();
    }
}
