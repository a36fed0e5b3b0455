// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.matrix.History;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.Night;
import picocli.CommandLine.Option;

/** What becomes of a night's records: reports, a place in the history, a summary, an exit code. */
final class MatrixOutput {
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

    void check() {
        if (night && history == null) {
            throw new UsageException("--night takes --history FILE");
        }
    }

    /**
     * Writes the reports into a folder, and tells.
     *
     * @param files folders of the trials' files by id
     * @param whole whether it is all of a plan: a shard is no night
     * @return the exit code
     */
    int finish(MatrixDocument document, Map<String, Path> files, Path folder, boolean whole, PrintWriter out)
            throws IOException {
        Night compared = compare(document, whole);
        Path index = MatrixFiles.write(compared, files, folder);
        NightSummary.print(compared, index, out);
        return status(compared);
    }

    private Night compare(MatrixDocument document, boolean whole) throws IOException {
        Optional<Path> file = Optional.ofNullable(history);
        if (file.isEmpty()) {
            return Night.alone(document);
        }
        try (History nights = History.open(file.get())) {
            Night compared = Night.of(document, nights);
            if (whole) {
                nights.add(document, compared.isGood());
            }
            return compared;
        }
    }

    private int status(Night compared) {
        List<String> bad = night ? compared.regressions() : compared.document().unexpected();
        if (!bad.isEmpty()) {
            return ExitCode.BAD;
        }
        return compared.document().isOurFault() ? ExitCode.INFRASTRUCTURE : ExitCode.GOOD;
    }

    /** Whether a run's folder has its reports, and so is over. */
    static boolean isOver(Path folder) {
        return Files.exists(folder.resolve(MatrixFiles.JSON));
    }
}
