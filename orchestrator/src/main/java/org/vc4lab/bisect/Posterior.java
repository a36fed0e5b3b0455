// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.vc4lab.bisect.SearchSettings.ReproductionRate;

/**
 * The probability of each hypothesis given the outcomes so far, by Bayes' rule: one of the suspects is the change, or
 * the report never occurs, or it always occurs. The reproduction rate is unknown too, so there is a weight for each
 * hypothesis and each rate.
 */
final class Posterior {
    /** The prior of each of the two hypotheses without a change. */
    private static final double NO_CHANGE = 0.05;

    /**
     * The probability that the change is in a file of the report's call trace. ChangeLocator (Wu et al., 2018) finds
     * 68.5 % of crash-inducing changes among the first five of a list ranked by crash stacks. Weighting commits by such
     * scores saves tests: An et al., "Identifying Bug Inducing Commits by Combining Fault Localisation and Code Change
     * Histories", 2025.
     */
    private static final double IN_TRACE_PROBABILITY = 0.6;

    private final CommitGraph commitGraph;
    private final Direction direction;
    private final ReproductionRate reproductionRate;
    private final double[][] weights;

    Posterior(CommitGraph commitGraph, Direction direction, ReproductionRate reproductionRate) {
        this.commitGraph = commitGraph;
        this.direction = direction;
        this.reproductionRate = reproductionRate;
        this.weights = new double[reproductionRate.rates().size()][commitGraph.size() + 2];
        for (double[] weightsOfRate : weights) {
            Arrays.fill(weightsOfRate, (1 - 2 * NO_CHANGE) / commitGraph.size());
            weightsOfRate[neverReproduced()] = NO_CHANGE;
            weightsOfRate[alwaysReproduced()] = NO_CHANGE;
        }
        normalize();
    }

    Posterior(Posterior original) {
        this.commitGraph = original.commitGraph;
        this.direction = original.direction;
        this.reproductionRate = original.reproductionRate;
        this.weights = Arrays.stream(original.weights).map(double[]::clone).toArray(double[][]::new);
    }

    /** The hypothesis that the report never occurs. */
    int neverReproduced() {
        return commitGraph.size();
    }

    /** The hypothesis that the report always occurs. */
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

    void update(Revision revision, boolean reproduced) {
        for (int rateIndex = 0; rateIndex < weights.length; rateIndex++) {
            double rate = reproductionRate.rates().get(rateIndex);
            for (int i = 0; i < weights[rateIndex].length; i++) {
                double probability = hasReport(revision, i) ? rate : 0;
                weights[rateIndex][i] *= reproduced ? probability : 1 - probability;
            }
        }
        normalize();
    }

    /** Two commits have the same kernel: suspects that only one of them contains are not the change. */
    void markIdentical(int first, int second) {
        multiply(i -> commitGraph.contains(first, i) == commitGraph.contains(second, i) ? 1 : 0);
    }

    private void multiply(IntToDoubleFunction factor) {
        for (int i = 0; i < commitGraph.size(); i++) {
            double factorOfChange = factor.applyAsDouble(i);
            for (double[] weightsOfRate : weights) {
                weightsOfRate[i] *= factorOfChange;
            }
        }
        normalize();
    }

    /**
     * Raises the weight of suspects that change the files of the report's call trace: the further in the function, the
     * more. The remaining probability stays with all suspects, for a change elsewhere.
     *
     * @param changesByFunction a list for each function, innermost first
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
        multiply(i -> 1 - IN_TRACE_PROBABILITY + IN_TRACE_PROBABILITY * possibleCount * proximity[i] / totalProximity);
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

    /** Whether no hypothesis is left: the outcomes contradict each other. */
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

    /** The probability that so many tests all miss a bug that is present. */
    double missProbability(int runs) {
        double missed = 0;
        double total = 0;
        for (int rateIndex = 0; rateIndex < weights.length; rateIndex++) {
            double rateWeight = Arrays.stream(weights[rateIndex]).sum();
            missed += rateWeight * Math.pow(1 - reproductionRate.rates().get(rateIndex), runs);
            total += rateWeight;
        }
        return total == 0 ? 0 : missed / total;
    }

    InformationGain informationGain() {
        return new InformationGain();
    }

    /** The older end first, then each suspect. */
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

    /** The probability that a revision has the bug. */
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

    /** The probability that one test of a revision reproduces the report. */
    double reproductionProbability(Revision revision) {
        return IntStream.range(0, weights.length)
                .mapToDouble(rateIndex ->
                        reproductionRate.rates().get(rateIndex) * presenceProbability(revision, weights[rateIndex]))
                .sum();
    }

    /** The expected information of testing each commit. */
    final class InformationGain {
        private static final double LN_2 = Math.log(2);

        /** By reproduction rate, then by commit. */
        private final double[][] presence =
                Arrays.stream(weights).map(Posterior.this::presenceByCommit).toArray(double[][]::new);

        /**
         * The best expected information in bits, on whether the bug is present, per test's worth of time. Tests are
         * repeated until one reproduces the report or their number is reached.
         *
         * @param setUpCost the cost of a build before the first test, in tests
         */
        double bitsPerRun(int commit, int maxRuns, double setUpCost) {
            double[] presenceByRate = new double[presence.length];
            double presenceSum = 0;
            for (int rateIndex = 0; rateIndex < presenceByRate.length; rateIndex++) {
                presenceByRate[rateIndex] = Math.max(0, presence[rateIndex][commit + 1]);
                presenceSum += presenceByRate[rateIndex];
            }
            double best = 0;
            for (int runs = 1; runs <= maxRuns; runs *= 2) {
                best = Math.max(best, bitsPerRun(presenceByRate, Math.min(1, presenceSum), runs, setUpCost));
            }
            return best;
        }

        private double bitsPerRun(double[] presenceByRate, double presenceSum, int runs, double setUpCost) {
            double missedProbability = 0;
            double cost = setUpCost + runs * (1 - presenceSum);
            for (int rateIndex = 0; rateIndex < presenceByRate.length; rateIndex++) {
                double rate = reproductionRate.rates().get(rateIndex);
                double missRate = Math.pow(1 - rate, runs);
                missedProbability += presenceByRate[rateIndex] * missRate;
                cost += presenceByRate[rateIndex] * (1 - missRate) / rate;
            }
            double silentProbability = missedProbability + 1 - presenceSum;
            double bits = entropyTerm(presenceSum - missedProbability, 1 / presenceSum)
                    + entropyTerm(missedProbability, missedProbability / (presenceSum * silentProbability))
                    + entropyTerm(1 - presenceSum, 1 / silentProbability);
            return bits / cost;
        }

        private static double entropyTerm(double probability, double ratio) {
            return probability <= 0 ? 0 : probability * Math.log(ratio) / LN_2;
        }
    }
}
