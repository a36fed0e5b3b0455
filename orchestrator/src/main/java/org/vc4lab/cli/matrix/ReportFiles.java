// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.matrix;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.vc4lab.exec.Json;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.report.JUnitReport;
import org.vc4lab.report.KtapReport;

/** The files of a night's reports. */
final class ReportFiles {
    /** The last to be written: where it is there, so are the others. */
    static final String RESULTS_FILE = "results.json";

    private ReportFiles() {}

    /** What writes a report. */
    @FunctionalInterface
    interface ReportWriter {
        void write(Writer out) throws IOException;
    }

    /**
     * Writes all of them.
     *
     * @return the page that a reader opens
     */
    static Path write(NightlyComparison nightlyComparison, Map<String, Path> trialFolders, Path folder)
            throws IOException {
        Files.createDirectories(folder);
        MatrixDocument document = nightlyComparison.document();
        Path index = new SiteWriter(folder.resolve("site"), trialFolders).write(nightlyComparison);
        write(folder.resolve("junit.xml"), out -> JUnitReport.write(document, out));
        write(folder.resolve("results.ktap"), out -> KtapReport.write(document, out));
        write(folder.resolve(RESULTS_FILE), out -> Json.writeDocument(document, out));
        return index;
    }

    /** It is there whole or not at all. */
    static void write(Path file, ReportWriter writer) throws IOException {
        Path temporaryFile = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (Writer out = Files.newBufferedWriter(temporaryFile)) {
                writer.write(out);
            }
            Files.move(temporaryFile, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporaryFile);
        }
    }
}
