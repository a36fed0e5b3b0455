// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.Night;
import org.vc4lab.report.JUnitReport;
import org.vc4lab.report.JsonReport;
import org.vc4lab.report.KtapReport;

/** The files of a night's reports. */
final class MatrixFiles {
    /** The last to be written: where it is there, so are the others. */
    static final String JSON = "results.json";

    private MatrixFiles() {}

    /** What writes a report. */
    @FunctionalInterface
    interface Report {
        void write(Writer out) throws IOException;
    }

    /**
     * Writes all of them.
     *
     * @return the page that a reader opens
     */
    static Path write(Night night, Map<String, Path> files, Path folder) throws IOException {
        Files.createDirectories(folder);
        MatrixDocument document = night.document();
        Path index = new SiteFiles(folder.resolve("site"), files).write(night);
        write(folder.resolve("junit.xml"), out -> JUnitReport.write(document, out));
        write(folder.resolve("results.ktap"), out -> KtapReport.write(document, out));
        write(folder.resolve(JSON), out -> JsonReport.write(document, out));
        return index;
    }

    /** It is there whole or not at all. */
    static void write(Path file, Report report) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (Writer out = Files.newBufferedWriter(beside)) {
                report.write(out);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
