// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.matrix;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.ResultHistory;
import org.vc4lab.matrix.TrialFiles;
import picocli.CommandLine.Option;

/** Publishes the results of a night: reports, history, summary, exit code. */
public final class ReportPublisher {
    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = {
                "Compare with the nights in this file, and add this one unless it is a shard.",
                "A SQLite file; created if it does not exist."
            })
    private @Nullable Path history;

    @Option(
            names = "--night",
            description = {
                "Exit with 1 only if a trial is worse than in the last good night of the history, not if it is as",
                "unexpected as it was then."
            })
    private boolean night;

    public void validate() {
        if (night && history == null) {
            throw new UsageException("--night takes --history FILE");
        }
    }

    /**
     * Writes the reports into a folder, and prints a summary.
     *
     * @param trialFiles by id
     * @param isComplete whether the run is a whole plan; only those enter the history
     * @return the exit code
     */
    public int publish(
            MatrixDocument document,
            Map<String, TrialFiles> trialFiles,
            Path folder,
            boolean isComplete,
            PrintWriter out)
            throws IOException {
        NightlyComparison comparison = compare(document, isComplete);
        Path index = ReportFiles.write(comparison, trialFiles, folder);
        NightSummary.print(comparison, index, out);
        return exitCode(comparison);
    }

    private NightlyComparison compare(MatrixDocument document, boolean isComplete) throws IOException {
        if (history == null) {
            return NightlyComparison.withoutHistory(document);
        }
        try (ResultHistory resultHistory = ResultHistory.open(history)) {
            NightlyComparison comparison = NightlyComparison.of(document, resultHistory);
            if (isComplete) {
                resultHistory.add(document, comparison.isGood());
            }
            return comparison;
        }
    }

    private int exitCode(NightlyComparison comparison) {
        List<String> failures =
                night ? comparison.regressions() : comparison.document().unexpected();
        if (!failures.isEmpty()) {
            return ExitCode.BAD;
        }
        return comparison.document().hasInfraFailure() ? ExitCode.INFRASTRUCTURE : ExitCode.GOOD;
    }

    /** Whether a run has written its last report. */
    public static boolean isFinished(Path folder) {
        return Files.exists(folder.resolve(ReportFiles.RESULTS_FILE));
    }
}
