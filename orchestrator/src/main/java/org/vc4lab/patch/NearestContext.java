// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the place of a file that is most like the lines that a hunk looks for. Each line of the hunk votes for the
 * places at which it stands; a line that is everywhere, such as a lone brace, has the less to say the more often it is
 * there.
 */
final class NearestContext {
    /** A place may be off by as many lines for two votes to mean the same one. */
    private static final int SLACK = 3;

    private final List<String> file;
    private final List<String> wanted;
    private final int expected;

    /** @param expected number of the line, from 1, at which the hunk says that it begins */
    NearestContext(List<String> file, List<String> wanted, int expected) {
        this.file = file;
        this.wanted = wanted;
        this.expected = expected;
    }

    NearMiss find(String name, List<String> hunk) {
        Map<Integer, Double> votes = votes();
        int best = -1;
        double most = 0;
        for (int place : votes.keySet()) {
            double weight = 0;
            for (int near = place - SLACK; near <= place + SLACK; near++) {
                weight += votes.getOrDefault(near, 0.0) / (1 + Math.abs(near - place));
            }
            boolean closer = Math.abs(place + 1 - expected) < Math.abs(best + 1 - expected);
            if (weight > most || (weight == most && closer)) {
                most = weight;
                best = place;
            }
        }
        if (most == 0) {
            return new NearMiss(name, hunk, 0, List.of(), 0, wanted.size());
        }
        int from = Math.max(0, best);
        List<String> nearest = file.subList(from, Math.min(file.size(), best + wanted.size()));
        return new NearMiss(name, hunk, from + 1, nearest, same(nearest), wanted.size());
    }

    /** By the index in the file at which the hunk's first line would stand. */
    private Map<Integer, Double> votes() {
        Map<String, Integer> frequency = new HashMap<>();
        file.forEach(line -> frequency.merge(line.strip(), 1, Integer::sum));
        Map<Integer, Double> votes = new HashMap<>();
        for (int i = 0; i < file.size(); i++) {
            String line = file.get(i).strip();
            for (int j = 0; !line.isEmpty() && j < wanted.size(); j++) {
                if (wanted.get(j).strip().equals(line)) {
                    votes.merge(i - j, 1.0 / frequency.getOrDefault(line, 1), Double::sum);
                }
            }
        }
        return votes;
    }

    private int same(List<String> nearest) {
        Set<String> there = new HashSet<>(nearest);
        return (int) wanted.stream().filter(there::contains).count();
    }
}
