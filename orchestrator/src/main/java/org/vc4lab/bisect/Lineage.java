// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the suspects descend from each other. They are numbered from the older end on, parents before children, and the
 * last one holds all others.
 */
public final class Lineage {
    private final List<List<Integer>> parents;
    /** Of each suspect all that it holds, itself included; empty where each has the one before it as its parent. */
    private final List<BitSet> held;

    private Lineage(List<List<Integer>> parents, List<BitSet> held) {
        this.parents = parents;
        this.held = held;
    }

    /** One after the other. */
    public static Lineage linear(int suspects) {
        return of(IntStream.range(0, suspects).mapToObj(i -> List.of(i - 1)).toList());
    }

    /**
     * Any history.
     *
     * @param parents of each suspect, {@link Subject#START} for whatever lies before the suspects
     */
    public static Lineage of(List<List<Integer>> parents) {
        boolean linear =
                IntStream.range(0, parents.size()).allMatch(i -> parents.get(i).equals(List.of(i - 1)));
        Lineage lineage = new Lineage(List.copyOf(parents), linear ? List.of() : closure(parents));
        if (!linear && lineage.held.get(parents.size() - 1).cardinality() != parents.size()) {
            throw new IllegalArgumentException("the last suspect does not hold all others");
        }
        return lineage;
    }

    private static List<BitSet> closure(List<List<Integer>> parents) {
        BitSet[] all = new BitSet[parents.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = new BitSet(i + 1);
            all[i].set(i);
            for (int parent : parents.get(i)) {
                if (parent >= i) {
                    throw new IllegalArgumentException("a parent behind its child: " + parent);
                }
                if (parent != Subject.START) {
                    all[i].or(all[parent]);
                }
            }
        }
        return List.of(all);
    }

    public int size() {
        return parents.size();
    }

    /** The newer end. */
    public int tip() {
        return size() - 1;
    }

    List<Integer> parents(int suspect) {
        return parents.get(suspect);
    }

    /** Whether a point has a suspect's change in it. */
    boolean holds(int point, int suspect) {
        if (point == Subject.START) {
            return false;
        }
        return held.isEmpty() ? suspect <= point : held.get(point).get(suspect);
    }

    /** For each suspect the sum of the weights of all that it holds; {@code weights} may be longer. */
    double[] sums(double[] weights) {
        double[] sums = new double[size()];
        double running = 0;
        for (int i = 0; i < sums.length; i++) {
            if (held.isEmpty()) {
                running += weights[i];
                sums[i] = running;
            } else {
                sums[i] = held.get(i).stream().mapToDouble(one -> weights[one]).sum();
            }
        }
        return sums;
    }
}
