// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Estimates how long the rest of a run takes, from the cost per second of the trials booted so far. */
final class EtaEstimator {
    private final LongSupplier nanoClock;
    private final long startNanos;
    private final Map<String, Long> remainingCosts = new HashMap<>();
    private long bootedCost;

    EtaEstimator(Collection<PlannedTrial> plannedTrials, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.startNanos = nanoClock.getAsLong();
        plannedTrials.forEach(plannedTrial -> remainingCosts.put(plannedTrial.id(), plannedTrial.cost()));
    }

    synchronized void markDone(PlannedTrial plannedTrial, boolean booted) {
        remainingCosts.remove(plannedTrial.id());
        bootedCost += booted ? plannedTrial.cost() : 0;
    }

    /** Empty before the first boot, and if nothing is left. */
    synchronized Optional<Duration> remaining() {
        long cost = remainingCosts.values().stream().mapToLong(Long::longValue).sum();
        if (bootedCost == 0 || cost == 0) {
            return Optional.empty();
        }
        double elapsed = nanoClock.getAsLong() - startNanos;
        return Optional.of(Duration.ofNanos((long) (elapsed / bootedCost * cost)));
    }

    /** "about 3 min left". */
    synchronized String format() {
        return remaining()
                .map(rest -> rest.toSeconds() < 90
                        ? "about " + rest.toSeconds() + " s left"
                        : "about " + (rest.toSeconds() + 30) / 60 + " min left")
                .orElse(remainingCosts.isEmpty() ? "nothing left" : "no estimate yet");
    }
}
