// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * The tone as it came out of the hardware.
 *
 * @param samplesExpected of all the times that it is played
 * @param samplesPlayed how many of them came out, in order and unchanged
 * @param strayFrames frames with sound that belong to no tone, most of them in one place
 * @param difference the first thing that is not as it should be
 */
public record AudioResult(
        @JsonProperty("rate") int rate,
        @JsonProperty("channels") int channels,
        @JsonProperty("samplesExpected") long samplesExpected,
        @JsonProperty("samplesPlayed") long samplesPlayed,
        @JsonProperty("strayFrames") long strayFrames,
        @JsonProperty("difference") Optional<String> difference) {
    /** Bit for bit. */
    public boolean matchesTone() {
        return difference.isEmpty();
    }
}
