// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.matrix;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.io.function.IOConsumer;
import org.jspecify.annotations.Nullable;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.TrialFiles;
import org.vc4lab.matrix.TrialRecord;
import org.vc4lab.report.HtmlReport;
import org.vc4lab.report.HtmlReport.TrialArtifacts;
import org.vc4lab.report.JUnitReport;
import org.vc4lab.report.KtapReport;

/** Writes the files of a night's reports. The site needs nothing from outside its folder. */
final class ReportFiles {
    /** Written last: if it exists, so do the others. */
    static final String RESULTS_FILE = "results.json";

    private ReportFiles() {}

    /**
     * Writes all of them.
     *
     * @param trialFiles by id
     * @return the page that a reader opens
     */
    static Path write(NightlyComparison nightlyComparison, Map<String, TrialFiles> trialFiles, Path folder)
            throws IOException {
        MatrixDocument document = nightlyComparison.document();
        Path site = folder.resolve("site");
        Path trials = Files.createDirectories(site.resolve("trials"));
        HtmlReport html = new HtmlReport(nightlyComparison);
        for (TrialRecord trial : document.results()) {
            String name = TrialFiles.nameOf(trial.id());
            TrialArtifacts artifacts = collectArtifacts(trialFiles.get(trial.id()), trials.resolve(name + ".png"));
            write(trials.resolve(name + ".html"), out -> html.writeTrial(trial, artifacts, out));
        }
        Path index = site.resolve("index.html");
        write(index, html::writeIndex);
        write(folder.resolve("junit.xml"), out -> JUnitReport.write(document, out));
        write(folder.resolve("results.ktap"), out -> KtapReport.write(document, out));
        write(folder.resolve(RESULTS_FILE), out -> Json.writeDocument(document, out));
        return index;
    }

    private static void write(Path file, IOConsumer<Writer> writer) throws IOException {
        AtomicFiles.<IOException>write(file, temporary -> {
            try (Writer out = Files.newBufferedWriter(temporary)) {
                writer.accept(out);
            }
        });
    }

    private static TrialArtifacts collectArtifacts(@Nullable TrialFiles files, Path screenshotCopy) throws IOException {
        if (files == null) {
            return TrialArtifacts.NONE;
        }
        Optional<Path> screenshot = files.screenshot();
        if (screenshot.isPresent()) {
            Files.copy(screenshot.get(), screenshotCopy, StandardCopyOption.REPLACE_EXISTING);
        }
        return new TrialArtifacts(files.consoleLines(), files.waveforms(), screenshot.map(file -> screenshotCopy
                .getFileName()
                .toString()));
    }
}
