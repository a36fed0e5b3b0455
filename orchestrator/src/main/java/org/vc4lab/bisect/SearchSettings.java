// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How a search is to be done.
 *
 * @param confidence how likely an answer has to be right
 * @param maxRuns of one subject, at most
 * @param setUpCost what has to be done before a subject's first run, measured in runs
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

    /** Each run tells all. */
    public static SearchSettings deterministic() {
        return new SearchSettings(ReproductionRate.certain(), 0.99, 1, 1.5);
    }

    double errorProbability() {
        return 1 - confidence;
    }
}
