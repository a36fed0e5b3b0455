// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;

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
        return new SearchSettings(ReproductionRate.certain(), 0.99, 1, 1.5);
    }

    double errorProbability() {
        return 1 - confidence;
    }
}
