// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

/** How likely the report is to be there, at each point. */
final class Outlook {
    private static final double LOG_OF_2 = Math.log(2);

    private final Noise noise;
    private final double[][] present;

    /** @param present by the share of runs in which it shows, then by point, the older end first */
    Outlook(Noise noise, double[][] present) {
        this.noise = noise;
        this.present = present;
    }

    /**
     * What is learnt for its price at the best: bits on whether the report is there, for each run's worth of time, from
     * runs that go on until it shows or so many were made.
     *
     * @param most runs, at most
     * @param setUp what has to be done before the first run, in runs
     */
    double worth(int point, int most, double setUp) {
        double[] there = new double[present.length];
        double sum = 0;
        for (int k = 0; k < there.length; k++) {
            there[k] = Math.max(0, present[k][point + 1]);
            sum += there[k];
        }
        double best = 0;
        for (int runs = 1; runs <= most; runs *= 2) {
            best = Math.max(best, worth(there, Math.min(1, sum), runs, setUp));
        }
        return best;
    }

    /** @param there how likely the report is there, by its share */
    private double worth(double[] there, double sum, int runs, double setUp) {
        double missed = 0;
        double price = setUp + runs * (1 - sum);
        for (int k = 0; k < there.length; k++) {
            double share = noise.shares().get(k);
            double silent = Math.pow(1 - share, runs);
            missed += there[k] * silent;
            price += there[k] * (1 - silent) / share;
        }
        double silence = missed + 1 - sum;
        double bits = term(sum - missed, 1 / sum) + term(missed, missed / (sum * silence)) + term(1 - sum, 1 / silence);
        return bits / price;
    }

    private static double term(double chance, double ratio) {
        return chance <= 0 ? 0 : chance * Math.log(ratio) / LOG_OF_2;
    }
}
