// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What the devices saw.
 *
 * @param firstWordNanos when the newest stream's first word left, on the guest's clock; negative if none did
 * @param lastWordNanos when the newest word of any stream left; negative if none did
 * @param infoframeLateNanos how long after a stream's first word its infoframe was first sent, at worst; negative if it
 *     never was
 * @param captureFiles files that the capture has: one, and one more for each time that the rate or the number of
 *     channels changed
 * @param captureLost words that could not be written to the capture
 * @param infoframeWithoutNanos the longest that a stream played before its infoframe was sent, or without any
 * @param violations hardware rules that were broken, as {@code device: rule count=… first-ns=… pc=…}
 */
public record DeviceEvidence(
        @JsonProperty("streams") long streams,
        @JsonProperty("wordsPlayed") long wordsPlayed,
        @JsonProperty("firstWordNanos") long firstWordNanos,
        @JsonProperty("lastWordNanos") long lastWordNanos,
        @JsonProperty("underruns") long underruns,
        @JsonProperty("overruns") long overruns,
        @JsonProperty("captureFiles") long captureFiles,
        @JsonProperty("captureLost") long captureLost,
        @JsonProperty("infoframe") AudioInfoframe infoframe,
        @JsonProperty("infoframeLateNanos") long infoframeLateNanos,
        @JsonProperty("infoframeWithoutNanos") long infoframeWithoutNanos,
        @JsonProperty("violations") List<String> violations) {
    public DeviceEvidence {
        violations = List.copyOf(violations);
    }
}
