// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How a search is to be done.
 *
 * @param confidence how likely an answer has to be right
 * @param mostRuns of one subject, at most
 * @param setUp what has to be done before a subject's first run, measured in runs
 */
public record Settings(
        @JsonProperty("noise") Noise noise,
        @JsonProperty("confidence") double confidence,
        @JsonProperty("mostRuns") int mostRuns,
        @JsonProperty("setUp") double setUp) {
    public Settings {
        if (!(confidence > 0.5 && confidence < 1)) {
            throw new IllegalArgumentException("a confidence lies between 0.5 and 1: " + confidence);
        }
        if (mostRuns < 1) {
            throw new IllegalArgumentException("at least one run: " + mostRuns);
        }
    }

    /** Each run tells all. */
    public static Settings deterministic() {
        return new Settings(Noise.none(), 0.99, 1, 1.5);
    }

    double doubt() {
        return 1 - confidence;
    }
}
