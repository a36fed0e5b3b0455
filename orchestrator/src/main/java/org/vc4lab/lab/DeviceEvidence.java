// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

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
        long streams,
        long wordsPlayed,
        long firstWordNanos,
        long lastWordNanos,
        long underruns,
        long overruns,
        long captureFiles,
        long captureLost,
        AudioInfoframe infoframe,
        long infoframeLateNanos,
        long infoframeWithoutNanos,
        List<String> violations) {
    public DeviceEvidence {
        violations = List.copyOf(violations);
    }
}
