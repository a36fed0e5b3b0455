// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * The captured tone, compared with what was played.
 *
 * @param samplesExpected of all repetitions of the tone
 * @param samplesPlayed how many of them were captured, in order and unchanged
 * @param strayFrames frames with sound outside of all repetitions
 * @param difference the first mismatch
 */
public record AudioResult(
        @JsonProperty("rate") int rate,
        @JsonProperty("channels") int channels,
        @JsonProperty("samplesExpected") long samplesExpected,
        @JsonProperty("samplesPlayed") long samplesPlayed,
        @JsonProperty("strayFrames") long strayFrames,
        @JsonProperty("difference") Optional<String> difference) {
    /** True if the capture equals the tone bit for bit. */
    public boolean matchesTone() {
        return difference.isEmpty();
    }
}
