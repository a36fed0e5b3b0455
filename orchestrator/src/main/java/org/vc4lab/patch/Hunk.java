// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hunk of a diff.
 *
 * @param file the path of the file that it changes
 * @param start number of the line of the old file, from 1, at which it says that it begins
 * @param lines its own lines, header included
 */
record Hunk(String file, int start, List<String> lines) {
    private static final Pattern HEADER = Pattern.compile("@@ -(\\d{1,9})[, ].*");
    /** Positions that differ by so many lines at most are the same candidate. */
    private static final int SLACK = 3;
    /** Lines of a hunk that vote; more would find no better match. */
    private static final int MOST_VOTERS = 500;
    /** Votes of a line, which weigh less the more there are. */
    private static final int MOST_VOTES = 2000;

    Hunk {
        lines = List.copyOf(lines);
    }

    /** The hunk of a file at a line, as git's messages identify it. */
    static Optional<Hunk> find(String diff, String file, int start) {
        HunkTracker tracker = new HunkTracker();
        boolean inFile = false;
        List<String> hunkLines = new ArrayList<>();
        for (Iterator<String> diffLines = diff.lines().iterator(); diffLines.hasNext(); ) {
            String line = diffLines.next();
            boolean insideHunk = tracker.isInside(line);
            if (!hunkLines.isEmpty() && !insideHunk) {
                break;
            }
            Matcher header = HEADER.matcher(line);
            if (!insideHunk && (line.startsWith("--- ") || line.startsWith("+++ "))) {
                inFile = line.split("\t", 2)[0].endsWith("/" + file) || (inFile && line.startsWith("+++ "));
            } else if (!hunkLines.isEmpty()
                    || (!insideHunk && inFile && header.matches() && Integer.parseInt(header.group(1)) == start)) {
                hunkLines.add(line);
            }
        }
        return hunkLines.isEmpty() ? Optional.empty() : Optional.of(new Hunk(file, start, hunkLines));
    }

    /**
     * Finds the lines of the file that match the hunk best. Each line of the hunk votes for the positions at which the
     * file has it. The weight of a vote is 1 / occurrences, so that a lone brace counts for little.
     */
    PatchResult.ClosestMatch findClosestMatch(List<String> fileLines) {
        List<String> expectedLines = expectedLines();
        Map<Integer, Double> votes = countVotes(fileLines, expectedLines);
        int best = -1;
        double bestWeight = 0;
        for (int candidate : votes.keySet()) {
            double weight = 0;
            for (int near = candidate - SLACK; near <= candidate + SLACK; near++) {
                weight += votes.getOrDefault(near, 0.0) / (1 + Math.abs(near - candidate));
            }
            boolean closer = Math.abs(candidate + 1 - start) < Math.abs(best + 1 - start);
            if (weight > bestWeight || (weight == bestWeight && closer)) {
                bestWeight = weight;
                best = candidate;
            }
        }
        if (bestWeight == 0) {
            return new PatchResult.ClosestMatch(file, lines, 0, List.of(), 0, expectedLines.size());
        }
        int from = Math.max(0, best);
        List<String> nearest = fileLines.subList(from, Math.min(fileLines.size(), best + expectedLines.size()));
        int matching = (int)
                expectedLines.stream().filter(new HashSet<>(nearest)::contains).count();
        return new PatchResult.ClosestMatch(file, lines, from + 1, nearest, matching, expectedLines.size());
    }

    /** The lines that the file must have for the hunk to apply. */
    private List<String> expectedLines() {
        return lines.stream()
                .skip(1)
                .filter(line -> line.isEmpty() || line.startsWith(" ") || line.startsWith("-"))
                .map(line -> line.isEmpty() ? "" : line.substring(1))
                .toList();
    }

    /** Votes by the index in the file of the hunk's first line. */
    private static Map<Integer, Double> countVotes(List<String> fileLines, List<String> expectedLines) {
        Map<String, List<Integer>> indexes = new HashMap<>();
        for (int i = 0; i < fileLines.size(); i++) {
            indexes.computeIfAbsent(fileLines.get(i).strip(), line -> new ArrayList<>())
                    .add(i);
        }
        indexes.remove("");
        Map<Integer, Double> votes = new HashMap<>();
        for (int j = 0; j < Math.min(expectedLines.size(), MOST_VOTERS); j++) {
            List<Integer> found = indexes.getOrDefault(expectedLines.get(j).strip(), List.of());
            for (int index : found.subList(0, Math.min(found.size(), MOST_VOTES))) {
                votes.merge(index - j, 1.0 / found.size(), Double::sum);
            }
        }
        return votes;
    }
}
