// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.bisect;

import org.jspecify.annotations.Nullable;
import org.vc4lab.bisect.SearchSettings;
import org.vc4lab.bisect.SearchSettings.ReproductionRate;
import org.vc4lab.cli.exit.UsageException;
import picocli.CommandLine.Option;

/** The options for a report that does not show in every run. */
public final class FlakinessOptions {
    private static final int PERCENT = 100;
    private static final int DEFAULT_MAX_RUNS = 60;

    @Option(
            names = "--shows-in",
            paramLabel = "PERCENT",
            description = "In how many of a hundred runs a kernel with the report shows it (default: estimated).")
    private @Nullable Double showsIn;

    @Option(names = "--repeat", paramLabel = "N", description = "Runs of one kernel, at most (default: 60).")
    private @Nullable Integer repeat;

    @Option(
            names = "--confidence",
            paramLabel = "PERCENT",
            defaultValue = "99",
            description = "How likely the answer has to be right (default: ${DEFAULT-VALUE}).")
    private double confidence;

    /**
     * The settings of the search.
     *
     * @param freeRunning whether two runs of a kernel can differ
     */
    public SearchSettings searchSettings(boolean freeRunning) {
        if (!freeRunning && (showsIn != null || repeat != null)) {
            throw new UsageException("without --free-running a run of a kernel is the same each time: "
                    + (repeat != null ? "--repeat" : "--shows-in") + " makes no sense");
        }
        int defaultRuns = freeRunning ? DEFAULT_MAX_RUNS : 1;
        try {
            ReproductionRate estimated =
                    showsIn == null ? ReproductionRate.UNKNOWN : ReproductionRate.fixed(showsIn / PERCENT);
            return new SearchSettings(
                    freeRunning ? estimated : ReproductionRate.CERTAIN,
                    confidence / PERCENT,
                    repeat == null ? defaultRuns : repeat,
                    SearchSettings.deterministic().setUpCost());
        } catch (IllegalArgumentException invalid) {
            throw new UsageException("--shows-in, --repeat or --confidence: " + invalid.getMessage());
        }
    }
}
