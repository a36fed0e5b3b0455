// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How long the rest of a run will take: as the trials that were booted took, by their cost. */
final class Estimate {
    private final LongSupplier nanoClock;
    private final long begun;
    private final Map<String, Long> left = new HashMap<>();
    private long bootedCost;

    Estimate(Collection<Slot> slots, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.begun = nanoClock.getAsLong();
        slots.forEach(slot -> left.put(slot.id(), slot.cost()));
    }

    synchronized void done(Slot slot, boolean booted) {
        left.remove(slot.id());
        bootedCost += booted ? slot.cost() : 0;
    }

    /** Empty while nothing was booted, or where nothing is left. */
    synchronized Optional<Duration> remaining() {
        long cost = left.values().stream().mapToLong(Long::longValue).sum();
        if (bootedCost == 0 || cost == 0) {
            return Optional.empty();
        }
        double elapsed = nanoClock.getAsLong() - begun;
        return Optional.of(Duration.ofNanos((long) (elapsed / bootedCost * cost)));
    }

    /** "about 3 min left". */
    synchronized String told() {
        return remaining()
                .map(rest -> rest.toSeconds() < 90
                        ? "about " + rest.toSeconds() + " s left"
                        : "about " + (rest.toSeconds() + 30) / 60 + " min left")
                .orElse(left.isEmpty() ? "nothing left" : "no idea yet how long it takes");
    }
}
