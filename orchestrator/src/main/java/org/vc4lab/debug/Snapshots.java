// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.commons.io.function.IOConsumer;
import org.jspecify.annotations.Nullable;
import org.vc4lab.guest.ReadyGuest;
import org.vc4lab.lab.TrialReplay;

/** Machines of a trial that were saved for going back, by the time of the guest's clock. */
final class Snapshots implements AutoCloseable {
    /** Each takes as much of the disk as the guest has used of its RAM, some 100 MiB. */
    static final int MOST = 16;

    /** Between two of them; a machine executes it in some 0.2 s. */
    private static final long SLICE_NANOS = Duration.ofMillis(100).toNanos();

    /** A machine executes it in less time than it takes to start. */
    static final long NEAR_NANOS = Duration.ofMillis(10).toNanos();

    private final TrialReplay replay;
    private final long beginNanos;
    private final TreeMap<Long, ReadyGuest> byTime = new TreeMap<>();

    /** @param beginNanos the time of the machine that has booted, which is the store's */
    Snapshots(TrialReplay replay, long beginNanos) {
        this.replay = replay;
        this.beginNanos = beginNanos;
    }

    /** Takes over one that was saved before. */
    void add(long nanos, ReadyGuest saved) {
        byTime.put(nanos, saved);
    }

    /** The one of a time that {@link #before} or {@link #near} has returned. */
    ReadyGuest at(long nanos) throws IOException, InterruptedException {
        return nanos == beginNanos ? replay.booted() : Objects.requireNonNull(byTime.get(nanos));
    }

    /** The time of the newest that is not later than a time, and not much earlier. */
    long near(long atNanos) throws IOException, InterruptedException {
        if (atNanos - floor(atNanos) > NEAR_NANOS) {
            save(atNanos - NEAR_NANOS / 2, atNanos);
        }
        return floor(atNanos);
    }

    /**
     * The time of the newest that is earlier than a time, at most two slices.
     *
     * @param attention ends it before the next machine is saved
     */
    long before(long atNanos, StubChannel.Attention attention) throws IOException, InterruptedException {
        long floor = floor(atNanos - 1);
        for (long next = floor + SLICE_NANOS;
                next + SLICE_NANOS < atNanos && !attention.wantsStop();
                next += SLICE_NANOS) {
            save(next, atNanos);
        }
        return floor(atNanos - 1);
    }

    private long floor(long atNanos) throws IOException {
        if (atNanos < beginNanos) {
            throw new IOException(
                    "the scenario begins at " + beginNanos + " ns of the guest's clock, later than " + atNanos + " ns");
        }
        @Nullable Long floor = byTime.floorKey(atNanos);
        return floor == null ? beginNanos : floor;
    }

    private void save(long atNanos, long placeNanos) throws IOException, InterruptedException {
        byTime.put(atNanos, replay.advance(at(floor(atNanos)), Duration.ofNanos(atNanos)));
        if (byTime.size() > MOST) {
            List<Long> times = new ArrayList<>(byTime.keySet());
            times.add(0, beginNanos);
            long missed = leastMissed(times, placeNanos);
            replay.delete(Objects.requireNonNull(byTime.remove(missed)));
        }
    }

    /**
     * The time of the one to delete: the gap that it leaves is small, or far from the place of interest.
     *
     * @param times in their order; the first and the last stay
     */
    static long leastMissed(List<Long> times, long placeNanos) {
        int least = 1;
        double leastWeight = Double.MAX_VALUE;
        for (int i = 1; i < times.size() - 1; i++) {
            double gap = times.get(i + 1) - times.get(i - 1);
            double weight = gap / (1.0 + Math.abs(placeNanos - times.get(i)));
            if (weight < leastWeight) {
                least = i;
                leastWeight = weight;
            }
        }
        return times.get(least);
    }

    int count() {
        return byTime.size();
    }

    @Override
    public void close() throws IOException {
        IOConsumer.forAll(replay::delete, byTime.values());
        byTime.clear();
    }
}
