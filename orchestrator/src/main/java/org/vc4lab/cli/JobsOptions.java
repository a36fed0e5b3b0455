// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.vc4lab.cli.exit.UsageException;
import picocli.CommandLine.Option;

/** How many trials run in parallel. */
final class JobsOptions {
    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Trials in parallel (default: as many as cores and memory allow).")
    private @Nullable Integer jobs;

    int parallelism() throws IOException {
        if (jobs != null && jobs < 1) {
            throw new UsageException("--jobs takes a number from 1, not " + jobs);
        }
        return jobs == null ? HostCapacity.detect().parallelTrials() : jobs;
    }
}
