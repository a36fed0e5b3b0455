// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the lines of a file that match a hunk best. Each line of the hunk votes for the positions at which the file has
 * it. The weight of a vote is 1 / occurrences, so that a lone brace counts for little.
 */
final class ClosestMatchFinder {
    /** Positions that differ by so many lines at most are the same candidate. */
    private static final int SLACK = 3;

    private final List<String> fileLines;
    private final List<String> expectedLines;
    private final int expectedStart;

    /** @param expectedStart number of the line, from 1, at which the hunk says that it begins */
    ClosestMatchFinder(List<String> fileLines, List<String> expectedLines, int expectedStart) {
        this.fileLines = fileLines;
        this.expectedLines = expectedLines;
        this.expectedStart = expectedStart;
    }

    ClosestMatch find(String name, List<String> hunk) {
        Map<Integer, Double> votes = countVotes();
        int best = -1;
        double bestWeight = 0;
        for (int candidate : votes.keySet()) {
            double weight = 0;
            for (int near = candidate - SLACK; near <= candidate + SLACK; near++) {
                weight += votes.getOrDefault(near, 0.0) / (1 + Math.abs(near - candidate));
            }
            boolean closer = Math.abs(candidate + 1 - expectedStart) < Math.abs(best + 1 - expectedStart);
            if (weight > bestWeight || (weight == bestWeight && closer)) {
                bestWeight = weight;
                best = candidate;
            }
        }
        if (bestWeight == 0) {
            return new ClosestMatch(name, hunk, 0, List.of(), 0, expectedLines.size());
        }
        int from = Math.max(0, best);
        List<String> nearest = fileLines.subList(from, Math.min(fileLines.size(), best + expectedLines.size()));
        return new ClosestMatch(name, hunk, from + 1, nearest, countMatching(nearest), expectedLines.size());
    }

    /** Votes by the index in the file of the hunk's first line. */
    private Map<Integer, Double> countVotes() {
        Map<String, Integer> frequency = new HashMap<>();
        fileLines.forEach(line -> frequency.merge(line.strip(), 1, Integer::sum));
        Map<Integer, Double> votes = new HashMap<>();
        for (int i = 0; i < fileLines.size(); i++) {
            String line = fileLines.get(i).strip();
            for (int j = 0; !line.isEmpty() && j < expectedLines.size(); j++) {
                if (expectedLines.get(j).strip().equals(line)) {
                    votes.merge(i - j, 1.0 / frequency.getOrDefault(line, 1), Double::sum);
                }
            }
        }
        return votes;
    }

    private int countMatching(List<String> nearest) {
        Set<String> lineSet = new HashSet<>(nearest);
        return (int) expectedLines.stream().filter(lineSet::contains).count();
    }
}
