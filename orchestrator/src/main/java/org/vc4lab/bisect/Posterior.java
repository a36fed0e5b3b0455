// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How likely each explanation is after all that was seen, by Bayes' rule: the wanted change is one of the suspects, or
 * the report shows at no point at all, or at every point. The share of runs in which it shows is unknown too, so there
 * is a weight for each explanation and each share.
 */
final class Posterior {
    /** Of each of the two explanations without a change, before anything was seen. */
    private static final double NO_CHANGE = 0.05;

    /**
     * How likely the change is in a file that the report's call trace names. Of the changes that made programs crash,
     * 68.5 % were among the first five of a list made from the crash's stacks (Wu et al., "ChangeLocator", 2018); that
     * a bisection gets along with fewer tests where commits weigh by such scores: An et al., "Identifying Bug Inducing
     * Commits by Combining Fault Localisation and Code Change Histories", 2025.
     */
    private static final double IN_TRACE_PROBABILITY = 0.6;

    private final CommitGraph commitGraph;
    private final Direction direction;
    private final ReproductionRate reproductionRate;
    private final double[][] weights;

    Posterior(CommitGraph commitGraph, Direction direction, ReproductionRate reproductionRate) {
        this(
                commitGraph,
                direction,
                reproductionRate,
                new double[reproductionRate.rates().size()][commitGraph.size() + 2]);
        for (double[] weightsOfRate : weights) {
            Arrays.fill(weightsOfRate, (1 - 2 * NO_CHANGE) / commitGraph.size());
            weightsOfRate[neverReproduced()] = NO_CHANGE;
            weightsOfRate[alwaysReproduced()] = NO_CHANGE;
        }
        normalize();
    }

    private Posterior(
            CommitGraph commitGraph, Direction direction, ReproductionRate reproductionRate, double[][] weights) {
        this.commitGraph = commitGraph;
        this.direction = direction;
        this.reproductionRate = reproductionRate;
        this.weights = weights;
    }

    Posterior copy() {
        double[][] copiedWeights = Arrays.stream(weights).map(double[]::clone).toArray(double[][]::new);
        return new Posterior(commitGraph, direction, reproductionRate, copiedWeights);
    }

    /** The explanation that it shows nowhere. */
    int neverReproduced() {
        return commitGraph.size();
    }

    /** The explanation that it shows everywhere. */
    int alwaysReproduced() {
        return commitGraph.size() + 1;
    }

    private boolean hasReport(Revision revision, int hypothesis) {
        if (hypothesis >= commitGraph.size()) {
            return hypothesis == alwaysReproduced();
        }
        boolean hasChange = revision instanceof Revision.AtCommit commit
                ? commitGraph.contains(commit.index(), hypothesis)
                : ((Revision.TipWithRevert) revision).change() != hypothesis;
        return hasChange == (direction == Direction.CAUSE);
    }

    /** Learns from a run. */
    void update(Revision revision, boolean reproduced) {
        for (int k = 0; k < weights.length; k++) {
            double rate = reproductionRate.rates().get(k);
            for (int i = 0; i < weights[k].length; i++) {
                double probability = hasReport(revision, i) ? rate : 0;
                weights[k][i] *= reproduced ? probability : 1 - probability;
            }
        }
        normalize();
    }

    /** Learns that two points are the same kernel: what one of them holds and the other does not is no change. */
    void markIdentical(int first, int second) {
        for (int i = 0; i < commitGraph.size(); i++) {
            if (commitGraph.contains(first, i) != commitGraph.contains(second, i)) {
                for (double[] weightsOfRate : weights) {
                    weightsOfRate[i] = 0;
                }
            }
        }
        normalize();
    }

    /**
     * Learns which suspects change what the report's call trace names, a list for each function, the innermost first:
     * the further in, the likelier. The rest of the chances stays where it was, for a cause that lies elsewhere.
     */
    void weightByTrace(List<List<Integer>> changesByFunction) {
        List<List<Integer>> possible = changesByFunction.stream()
                .map(changes -> changes.stream().filter(i -> probability(i) > 0).toList())
                .filter(changes -> !changes.isEmpty())
                .toList();
        double[] proximity = new double[commitGraph.size()];
        for (int rank = 0; rank < possible.size(); rank++) {
            for (int change : possible.get(rank)) {
                proximity[change] = Math.max(proximity[change], 1.0 / (rank + 1));
            }
        }
        double totalProximity = Arrays.stream(proximity).sum();
        if (totalProximity == 0) {
            return;
        }
        long possibleCount = IntStream.range(0, commitGraph.size())
                .filter(i -> probability(i) > 0)
                .count();
        for (double[] weightsOfRate : weights) {
            for (int i = 0; i < proximity.length; i++) {
                weightsOfRate[i] *=
                        1 - IN_TRACE_PROBABILITY + IN_TRACE_PROBABILITY * possibleCount * proximity[i] / totalProximity;
            }
        }
        normalize();
    }

    private void normalize() {
        double total = Arrays.stream(weights).flatMapToDouble(Arrays::stream).sum();
        if (total > 0) {
            for (double[] weightsOfRate : weights) {
                for (int i = 0; i < weightsOfRate.length; i++) {
                    weightsOfRate[i] /= total;
                }
            }
        }
    }

    /** Whether no explanation is left: what was seen contradicts itself. */
    boolean isContradictory() {
        return Arrays.stream(weights).flatMapToDouble(Arrays::stream).allMatch(weight -> weight == 0);
    }

    double probability(int hypothesis) {
        return Arrays.stream(weights)
                .mapToDouble(weightsOfRate -> weightsOfRate[hypothesis])
                .sum();
    }

    int mostLikely() {
        double[] probabilities = IntStream.range(0, commitGraph.size() + 2)
                .mapToDouble(this::probability)
                .toArray();
        return IntStream.range(0, probabilities.length)
                .reduce(0, (best, i) -> probabilities[i] > probabilities[best] ? i : best);
    }

    /** How likely it is that a report which is there was missed by so many runs. */
    double missProbability(int runs) {
        double missed = 0;
        double total = 0;
        for (int k = 0; k < weights.length; k++) {
            double rateWeight = Arrays.stream(weights[k]).sum();
            missed += rateWeight * Math.pow(1 - reproductionRate.rates().get(k), runs);
            total += rateWeight;
        }
        return total == 0 ? 0 : missed / total;
    }

    /** The share of runs in which it shows, as far as is known. */
    double expectedRate() {
        return IntStream.range(0, weights.length)
                .mapToDouble(k -> reproductionRate.rates().get(k)
                        * Arrays.stream(weights[k]).sum())
                .sum();
    }

    /** What is thought of each point of the history. */
    InformationGain informationGain() {
        double[][] presence = Arrays.stream(weights).map(this::presenceByCommit).toArray(double[][]::new);
        return new InformationGain(reproductionRate, presence);
    }

    /** The older end first, and then each suspect's point. */
    private double[] presenceByCommit(double[] weightsOfRate) {
        double[] sums = commitGraph.sumOverReachable(weightsOfRate);
        double totalWeight = Arrays.stream(weightsOfRate, 0, commitGraph.size()).sum();
        double[] presence = new double[commitGraph.size() + 1];
        for (int i = 0; i < presence.length; i++) {
            double changedWeight = i == 0 ? 0 : sums[i - 1];
            presence[i] = (direction == Direction.CAUSE ? changedWeight : totalWeight - changedWeight)
                    + weightsOfRate[alwaysReproduced()];
        }
        return presence;
    }

    /** How likely the report is to be in a subject. */
    double presenceProbability(Revision revision) {
        return Arrays.stream(weights)
                .mapToDouble(weightsOfRate -> presenceProbability(revision, weightsOfRate))
                .sum();
    }

    private double presenceProbability(Revision revision, double[] weightsOfRate) {
        return IntStream.range(0, weightsOfRate.length)
                .filter(i -> hasReport(revision, i))
                .mapToDouble(i -> weightsOfRate[i])
                .sum();
    }

    /** How likely one run of a subject is to show the report. */
    double reproductionProbability(Revision revision) {
        return IntStream.range(0, weights.length)
                .mapToDouble(k -> reproductionRate.rates().get(k) * presenceProbability(revision, weights[k]))
                .sum();
    }
}
