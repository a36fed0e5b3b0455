// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

/** How likely the report is to be there, at each point. */
final class InformationGain {
    private static final double LN_2 = Math.log(2);

    private final ReproductionRate reproductionRate;
    private final double[][] presence;

    /** @param presence by the share of runs in which it shows, then by point, the older end first */
    InformationGain(ReproductionRate reproductionRate, double[][] presence) {
        this.reproductionRate = reproductionRate;
        this.presence = presence;
    }

    /**
     * What is learnt for its price at the best: bits on whether the report is there, for each run's worth of time, from
     * runs that go on until it shows or so many were made.
     *
     * @param maxRuns runs, at most
     * @param setUpCost what has to be done before the first run, in runs
     */
    double bitsPerRun(int commit, int maxRuns, double setUpCost) {
        double[] presenceByRate = new double[presence.length];
        double presenceSum = 0;
        for (int k = 0; k < presenceByRate.length; k++) {
            presenceByRate[k] = Math.max(0, presence[k][commit + 1]);
            presenceSum += presenceByRate[k];
        }
        double best = 0;
        for (int runs = 1; runs <= maxRuns; runs *= 2) {
            best = Math.max(best, bitsPerRun(presenceByRate, Math.min(1, presenceSum), runs, setUpCost));
        }
        return best;
    }

    /** @param presenceByRate how likely the report is there, by its share */
    private double bitsPerRun(double[] presenceByRate, double presenceSum, int runs, double setUpCost) {
        double missedProbability = 0;
        double cost = setUpCost + runs * (1 - presenceSum);
        for (int k = 0; k < presenceByRate.length; k++) {
            double rate = reproductionRate.rates().get(k);
            double missRate = Math.pow(1 - rate, runs);
            missedProbability += presenceByRate[k] * missRate;
            cost += presenceByRate[k] * (1 - missRate) / rate;
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
