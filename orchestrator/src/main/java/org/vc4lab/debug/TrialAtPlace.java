// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;

/**
 * A trial that has come to a place of interest.
 *
 * @param processor of interest there
 * @param keeper of what was found on the way
 */
public record TrialAtPlace(Timeline timeline, int processor, PlaceKeeper keeper) implements AutoCloseable {
    /** Makes the store's entry for a place. */
    @FunctionalInterface
    public interface PlaceKeeper {
        void keep() throws IOException, InterruptedException;
    }

    /** Nothing was found on the way. */
    public TrialAtPlace(Timeline timeline, int processor) {
        this(timeline, processor, () -> {});
    }

    /** Goes to the place. */
    @FunctionalInterface
    public interface Way {
        TrialAtPlace go(Timeline timeline) throws IOException, InterruptedException;
    }

    /** Takes a trial to its place, and closes it if it does not come there. */
    public static TrialAtPlace go(Timeline timeline, Way way) throws IOException, InterruptedException {
        try {
            return way.go(timeline);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            try (timeline) {
                throw failed;
            }
        }
    }

    /** Lets the next who comes here do so in less time; it takes some itself. */
    public void keep() throws IOException, InterruptedException {
        keeper.keep();
    }

    @Override
    public void close() throws IOException {
        timeline.close();
    }
}
