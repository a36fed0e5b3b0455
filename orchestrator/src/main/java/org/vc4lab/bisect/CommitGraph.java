// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The graph of the suspects. They are numbered from the older end on, parents before children. All are reachable from
 * the last one.
 *
 * @param reachable the suspects reachable from each suspect, including itself; empty if the history is linear
 */
public record CommitGraph(List<List<Integer>> parents, List<BitSet> reachable) {
    /** A history without merges. */
    public static CommitGraph linear(int changes) {
        return of(IntStream.range(0, changes).mapToObj(i -> List.of(i - 1)).toList());
    }

    /** A graph from the parents of each suspect; {@link Revision#START} is any commit before the suspects. */
    public static CommitGraph of(List<List<Integer>> parents) {
        boolean linear =
                IntStream.range(0, parents.size()).allMatch(i -> parents.get(i).equals(List.of(i - 1)));
        CommitGraph commitGraph = new CommitGraph(List.copyOf(parents), linear ? List.of() : reachability(parents));
        if (!linear && commitGraph.reachable.get(parents.size() - 1).cardinality() != parents.size()) {
            throw new IllegalArgumentException("not all suspects are reachable from the last one");
        }
        return commitGraph;
    }

    private static List<BitSet> reachability(List<List<Integer>> parents) {
        BitSet[] reachable = new BitSet[parents.size()];
        for (int i = 0; i < reachable.length; i++) {
            reachable[i] = new BitSet(i + 1);
            reachable[i].set(i);
            for (int parent : parents.get(i)) {
                if (parent >= i) {
                    throw new IllegalArgumentException("a parent behind its child: " + parent);
                }
                if (parent != Revision.START) {
                    reachable[i].or(reachable[parent]);
                }
            }
        }
        return List.of(reachable);
    }

    public int size() {
        return parents.size();
    }

    /** The newer end. */
    public int tip() {
        return size() - 1;
    }

    List<Integer> parents(int change) {
        return parents.get(change);
    }

    /** Whether a suspect is reachable from a commit. */
    boolean contains(int commit, int change) {
        if (commit == Revision.START) {
            return false;
        }
        return reachable.isEmpty() ? change <= commit : reachable.get(commit).get(change);
    }

    /** For each suspect the sum of the weights of all reachable suspects; {@code weights} may be longer. */
    double[] sumOverReachable(double[] weights) {
        double[] sums = new double[size()];
        double runningTotal = 0;
        for (int i = 0; i < sums.length; i++) {
            if (reachable.isEmpty()) {
                runningTotal += weights[i];
                sums[i] = runningTotal;
            } else {
                sums[i] = reachable.get(i).stream()
                        .mapToDouble(ancestor -> weights[ancestor])
                        .sum();
            }
        }
        return sums;
    }
}
