// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.List;

/**
 * The settings of a search.
 *
 * @param confidence the required probability of a result, above 0.5 and below 1
 * @param maxRuns of tests per revision
 * @param setUpCost the cost of building a revision, in tests
 */
public record SearchSettings(
        @JsonProperty("noise") ReproductionRate reproductionRate,
        @JsonProperty("confidence") double confidence,
        @JsonProperty("mostRuns") int maxRuns,
        @JsonProperty("setUp") double setUpCost) {
    public SearchSettings {
        if (!(confidence > 0.5 && confidence < 1)) {
            throw new IllegalArgumentException("a confidence lies between 0.5 and 1: " + confidence);
        }
        if (maxRuns < 1) {
            throw new IllegalArgumentException("at least one run: " + maxRuns);
        }
    }

    /** One test of a revision is conclusive. */
    public static SearchSettings deterministic() {
        return new SearchSettings(ReproductionRate.CERTAIN, 0.99, 1, 1.5);
    }

    double errorProbability() {
        return 1 - confidence;
    }

    /**
     * How often a test reproduces the report if the kernel has the bug. A kernel without the bug never reproduces it.
     *
     * @param rates the possible rates, equally likely a priori
     */
    public record ReproductionRate(@JsonProperty("shares") List<Double> rates) {
        /** Each test reproduces it. */
        public static final ReproductionRate CERTAIN = fixed(1);
        /** Estimated during the bisection. */
        public static final ReproductionRate UNKNOWN =
                new ReproductionRate(List.of(0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 0.9, 1.0));

        public ReproductionRate {
            rates = List.copyOf(rates);
            if (rates.isEmpty() || Collections.min(rates) <= 0 || Collections.max(rates) > 1) {
                throw new IllegalArgumentException("shares lie above 0 and up to 1: " + rates);
            }
        }

        public static ReproductionRate fixed(double rate) {
            return new ReproductionRate(List.of(rate));
        }
    }
}
