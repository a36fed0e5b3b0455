// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import org.jspecify.annotations.Nullable;
import org.vc4lab.bisect.Noise;
import org.vc4lab.bisect.Settings;
import picocli.CommandLine.Option;

/** The options for a report that does not show in each run. */
final class NoiseOptions {
    private static final int PERCENT = 100;
    private static final int MOST_RUNS = 60;

    @Option(
            names = "--shows-in",
            paramLabel = "PERCENT",
            description = "In how many of a hundred runs the report shows where it can (default: learnt on the way).")
    private @Nullable Double showsIn;

    @Option(names = "--repeat", paramLabel = "N", description = "Runs of one kernel, at most (default: 60).")
    private @Nullable Integer repeat;

    @Option(
            names = "--confidence",
            paramLabel = "PERCENT",
            defaultValue = "99",
            description = "How likely an answer has to be right (default: ${DEFAULT-VALUE}).")
    private double confidence;

    /** @param freeRunning whether two runs of a kernel can differ */
    Settings settings(boolean freeRunning) {
        if (!freeRunning && (showsIn != null || repeat != null)) {
            throw new UsageException("without --free-running a run of a kernel is the same each time: "
                    + (repeat != null ? "--repeat" : "--shows-in") + " makes no sense");
        }
        Settings plain = Settings.deterministic();
        try {
            Noise noise = showsIn == null ? Noise.unknown() : Noise.known(showsIn / PERCENT);
            return new Settings(
                    freeRunning ? noise : Noise.none(),
                    confidence / PERCENT,
                    freeRunning ? (repeat == null ? MOST_RUNS : repeat) : 1,
                    plain.setUp());
        } catch (IllegalArgumentException none) {
            throw new UsageException("--shows-in, --repeat or --confidence: " + none.getMessage());
        }
    }
}
