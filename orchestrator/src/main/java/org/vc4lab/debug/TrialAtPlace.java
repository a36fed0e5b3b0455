// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;

/**
 * A trial that has come to a place of interest.
 *
 * @param processor of interest there
 */
public record TrialAtPlace(Timeline timeline, int processor) implements AutoCloseable {
    /** Goes to the place, and returns the processor of interest there. */
    @FunctionalInterface
    public interface Way {
        int go(Timeline timeline) throws IOException, InterruptedException;
    }

    /** Takes a trial to its place, and closes it if it does not come there. */
    public static TrialAtPlace go(Timeline timeline, Way way) throws IOException, InterruptedException {
        try {
            return new TrialAtPlace(timeline, way.go(timeline));
        } catch (IOException | InterruptedException | RuntimeException failed) {
            try (timeline) {
                throw failed;
            }
        }
    }

    @Override
    public void close() throws IOException {
        timeline.close();
    }
}
