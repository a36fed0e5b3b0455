// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.util.Optional;

/**
 * The latencies that a case limits.
 *
 * @param irqsOff the longest time with interrupts off
 * @param infoframeLate from a stream's first sample to its first infoframe
 */
public record LatencyLimits(LatencyLimit irqsOff, LatencyLimit infoframeLate) {
    LatencyLimits overriddenBy(Optional<LatencyLimit> newIrqsOff, Optional<LatencyLimit> newInfoframeLate) {
        return new LatencyLimits(newIrqsOff.orElse(irqsOff), newInfoframeLate.orElse(infoframeLate));
    }
}
