// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.matrix;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.ResultHistory;
import picocli.CommandLine.Option;

/** What becomes of a night's records: reports, a place in the history, a summary, an exit code. */
public final class ReportPublisher {
    @Option(
            names = "--history",
            paramLabel = "FILE",
            description = {
                "Compare with the nights in this file, and add this one unless it is a shard.",
                "One SQLite file; made where it is not there."
            })
    private @Nullable Path history;

    @Option(
            names = "--night",
            description = {
                "End with status 1 only where a trial is worse than in the last good night of the history,",
                "and not where one shows something else than is expected of it, as it did then."
            })
    private boolean night;

    public void validate() {
        if (night && history == null) {
            throw new UsageException("--night takes --history FILE");
        }
    }

    /**
     * Writes the reports into a folder, and tells.
     *
     * @param trialFolders folders of the trials' files by id
     * @param isComplete whether it is all of a plan: a shard is no night
     * @return the exit code
     */
    public int publish(
            MatrixDocument document, Map<String, Path> trialFolders, Path folder, boolean isComplete, PrintWriter out)
            throws IOException {
        NightlyComparison comparison = compare(document, isComplete);
        Path index = ReportFiles.write(comparison, trialFolders, folder);
        NightSummary.print(comparison, index, out);
        return exitCode(comparison);
    }

    private NightlyComparison compare(MatrixDocument document, boolean isComplete) throws IOException {
        Optional<Path> file = Optional.ofNullable(history);
        if (file.isEmpty()) {
            return NightlyComparison.withoutHistory(document);
        }
        try (ResultHistory resultHistory = ResultHistory.open(file.get())) {
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

    /** Whether a run's folder has its reports, and so is over. */
    public static boolean isFinished(Path folder) {
        return Files.exists(folder.resolve(ReportFiles.RESULTS_FILE));
    }
}
