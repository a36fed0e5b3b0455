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
final class Beliefs {
    /** Of each of the two explanations without a change, before anything was seen. */
    private static final double NO_CHANGE = 0.05;

    /**
     * How likely the change is in a file that the report's call trace names. Of the changes that made programs crash,
     * 68.5 % were among the first five of a list made from the crash's stacks (Wu et al., "ChangeLocator", 2018); that
     * a bisection gets along with fewer tests where commits weigh by such scores: An et al., "Identifying Bug Inducing
     * Commits by Combining Fault Localisation and Code Change Histories", 2025.
     */
    private static final double IN_THE_TRACE = 0.6;

    private final Lineage lineage;
    private final Change change;
    private final Noise noise;
    private final double[][] weights;

    Beliefs(Lineage lineage, Change change, Noise noise) {
        this(lineage, change, noise, new double[noise.shares().size()][lineage.size() + 2]);
        for (double[] ofShare : weights) {
            Arrays.fill(ofShare, (1 - 2 * NO_CHANGE) / lineage.size());
            ofShare[never()] = NO_CHANGE;
            ofShare[always()] = NO_CHANGE;
        }
        normalize();
    }

    private Beliefs(Lineage lineage, Change change, Noise noise, double[][] weights) {
        this.lineage = lineage;
        this.change = change;
        this.noise = noise;
        this.weights = weights;
    }

    Beliefs copy() {
        double[][] same = Arrays.stream(weights).map(double[]::clone).toArray(double[][]::new);
        return new Beliefs(lineage, change, noise, same);
    }

    /** The explanation that it shows nowhere. */
    int never() {
        return lineage.size();
    }

    /** The explanation that it shows everywhere. */
    int always() {
        return lineage.size() + 1;
    }

    private boolean present(Subject subject, int explanation) {
        if (explanation >= lineage.size()) {
            return explanation == always();
        }
        boolean changed = subject instanceof Subject.Point point
                ? lineage.holds(point.number(), explanation)
                : ((Subject.Without) subject).suspect() != explanation;
        return changed == (change == Change.APPEARS);
    }

    /** Learns from a run. */
    void ran(Subject subject, boolean shown) {
        for (int k = 0; k < weights.length; k++) {
            double share = noise.shares().get(k);
            for (int i = 0; i < weights[k].length; i++) {
                double chance = present(subject, i) ? share : 0;
                weights[k][i] *= shown ? chance : 1 - chance;
            }
        }
        normalize();
    }

    /** Learns that two points are the same kernel: what one of them holds and the other does not is no change. */
    void alike(int one, int other) {
        for (int i = 0; i < lineage.size(); i++) {
            if (lineage.holds(one, i) != lineage.holds(other, i)) {
                for (double[] ofShare : weights) {
                    ofShare[i] = 0;
                }
            }
        }
        normalize();
    }

    /**
     * Learns which suspects change what the report's call trace names, a list for each function, the innermost first:
     * the further in, the likelier. The rest of the chances stays where it was, for a cause that lies elsewhere.
     */
    void named(List<List<Integer>> byFunction) {
        List<List<Integer>> possible = byFunction.stream()
                .map(suspects -> suspects.stream().filter(i -> of(i) > 0).toList())
                .filter(suspects -> !suspects.isEmpty())
                .toList();
        double[] nearness = new double[lineage.size()];
        for (int rank = 0; rank < possible.size(); rank++) {
            for (int suspect : possible.get(rank)) {
                nearness[suspect] = Math.max(nearness[suspect], 1.0 / (rank + 1));
            }
        }
        double all = Arrays.stream(nearness).sum();
        if (all == 0) {
            return;
        }
        long count = IntStream.range(0, lineage.size()).filter(i -> of(i) > 0).count();
        for (double[] ofShare : weights) {
            for (int i = 0; i < nearness.length; i++) {
                ofShare[i] *= 1 - IN_THE_TRACE + IN_THE_TRACE * count * nearness[i] / all;
            }
        }
        normalize();
    }

    private void normalize() {
        double total = Arrays.stream(weights).flatMapToDouble(Arrays::stream).sum();
        if (total > 0) {
            for (double[] ofShare : weights) {
                for (int i = 0; i < ofShare.length; i++) {
                    ofShare[i] /= total;
                }
            }
        }
    }

    /** Whether no explanation is left: what was seen contradicts itself. */
    boolean contradictory() {
        return Arrays.stream(weights).flatMapToDouble(Arrays::stream).allMatch(weight -> weight == 0);
    }

    double of(int explanation) {
        return Arrays.stream(weights)
                .mapToDouble(ofShare -> ofShare[explanation])
                .sum();
    }

    int likeliest() {
        double[] all =
                IntStream.range(0, lineage.size() + 2).mapToDouble(this::of).toArray();
        return IntStream.range(0, all.length).reduce(0, (best, i) -> all[i] > all[best] ? i : best);
    }

    /** How likely it is that a report which is there was missed by so many runs. */
    double missedBy(int runs) {
        double missed = 0;
        double total = 0;
        for (int k = 0; k < weights.length; k++) {
            double ofShare = Arrays.stream(weights[k]).sum();
            missed += ofShare * Math.pow(1 - noise.shares().get(k), runs);
            total += ofShare;
        }
        return total == 0 ? 0 : missed / total;
    }

    /** The share of runs in which it shows, as far as is known. */
    double share() {
        return IntStream.range(0, weights.length)
                .mapToDouble(
                        k -> noise.shares().get(k) * Arrays.stream(weights[k]).sum())
                .sum();
    }

    /** What is thought of each point of the history. */
    Outlook outlook() {
        double[][] present = Arrays.stream(weights).map(this::presentAtPoints).toArray(double[][]::new);
        return new Outlook(noise, present);
    }

    /** The older end first, and then each suspect's point. */
    private double[] presentAtPoints(double[] ofShare) {
        double[] sums = lineage.sums(ofShare);
        double all = Arrays.stream(ofShare, 0, lineage.size()).sum();
        double[] present = new double[lineage.size() + 1];
        for (int i = 0; i < present.length; i++) {
            double changed = i == 0 ? 0 : sums[i - 1];
            present[i] = (change == Change.APPEARS ? changed : all - changed) + ofShare[always()];
        }
        return present;
    }

    /** How likely the report is to be in a subject. */
    double presence(Subject subject) {
        return Arrays.stream(weights)
                .mapToDouble(ofShare -> presence(subject, ofShare))
                .sum();
    }

    private double presence(Subject subject, double[] ofShare) {
        return IntStream.range(0, ofShare.length)
                .filter(i -> present(subject, i))
                .mapToDouble(i -> ofShare[i])
                .sum();
    }

    /** How likely one run of a subject is to show the report. */
    double chanceToShow(Subject subject) {
        return IntStream.range(0, weights.length)
                .mapToDouble(k -> noise.shares().get(k) * presence(subject, weights[k]))
                .sum();
    }
}
