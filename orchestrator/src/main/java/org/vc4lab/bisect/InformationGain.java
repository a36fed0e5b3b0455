// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

/** The expected information of testing each commit. */
final class InformationGain {
    private static final double LN_2 = Math.log(2);

    private final ReproductionRate reproductionRate;
    private final double[][] presence;

    /** @param presence probability of the bug by reproduction rate, then by commit, the older end first */
    InformationGain(ReproductionRate reproductionRate, double[][] presence) {
        this.reproductionRate = reproductionRate;
        this.presence = presence;
    }

    /**
     * The best expected information in bits, on whether the bug is present, per test's worth of time. Tests are
     * repeated until one reproduces the report or their number is reached.
     *
     * @param setUpCost the cost of a build before the first test, in tests
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
