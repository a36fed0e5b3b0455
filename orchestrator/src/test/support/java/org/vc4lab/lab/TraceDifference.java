// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * How a call trace differs from another, function by function, with as few differences as possible.
 *
 * @param missing functions that only the reference has, in its order
 * @param added functions that only the trace has, in its order
 */
public record TraceDifference(List<String> missing, List<String> added) {
    public TraceDifference {
        missing = List.copyOf(missing);
        added = List.copyOf(added);
    }

    /** Compares along the longest common subsequence. */
    public static TraceDifference between(List<String> reference, List<String> trace) {
        int[][] common = common(reference, trace);
        List<String> missing = new ArrayList<>();
        List<String> added = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < reference.size() || j < trace.size()) {
            if (i < reference.size() && j < trace.size() && reference.get(i).equals(trace.get(j))) {
                i++;
                j++;
            } else if (j == trace.size() || (i < reference.size() && common[i + 1][j] >= common[i][j + 1])) {
                missing.add(reference.get(i++));
            } else {
                added.add(trace.get(j++));
            }
        }
        return new TraceDifference(missing, added);
    }

    /** For each two positions, how long the longest common subsequence of what follows is. */
    private static int[][] common(List<String> reference, List<String> trace) {
        int[][] common = new int[reference.size() + 1][trace.size() + 1];
        for (int i = reference.size() - 1; i >= 0; i--) {
            for (int j = trace.size() - 1; j >= 0; j--) {
                common[i][j] = reference.get(i).equals(trace.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
