// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.matrix;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.audio.Waveform;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.TrialFileNames;
import org.vc4lab.matrix.TrialRecord;
import org.vc4lab.matrix.WaveformFile;
import org.vc4lab.report.HtmlReport;
import org.vc4lab.report.JUnitReport;
import org.vc4lab.report.KtapReport;
import org.vc4lab.report.TrialArtifacts;

/** Writes the files of a night's reports. The site needs nothing from outside its folder. */
final class ReportFiles {
    /** Written last: if it exists, so do the others. */
    static final String RESULTS_FILE = "results.json";

    private static final String CONSOLE = "console.log";
    private static final String SCREENSHOT = "screenshot.png";

    private ReportFiles() {}

    @FunctionalInterface
    private interface ReportWriter {
        void write(Writer out) throws IOException;
    }

    /**
     * Writes all of them.
     *
     * @param trialFolders folders of the trials' files by id
     * @return the page that a reader opens
     */
    static Path write(NightlyComparison nightlyComparison, Map<String, Path> trialFolders, Path folder)
            throws IOException {
        MatrixDocument document = nightlyComparison.document();
        Path site = folder.resolve("site");
        Path trials = Files.createDirectories(site.resolve("trials"));
        HtmlReport html = new HtmlReport(nightlyComparison);
        for (TrialRecord trial : document.results()) {
            TrialArtifacts artifacts =
                    collectArtifacts(trial, Optional.ofNullable(trialFolders.get(trial.id())), trials);
            write(
                    trials.resolve(TrialFileNames.of(trial.id()) + ".html"),
                    out -> html.writeTrial(trial, artifacts, out));
        }
        Path index = site.resolve("index.html");
        write(index, html::writeIndex);
        write(folder.resolve("junit.xml"), out -> JUnitReport.write(document, out));
        write(folder.resolve("results.ktap"), out -> KtapReport.write(document, out));
        write(folder.resolve(RESULTS_FILE), out -> Json.writeDocument(document, out));
        return index;
    }

    private static void write(Path file, ReportWriter writer) throws IOException {
        AtomicFiles.<IOException>write(file, temporary -> {
            try (Writer out = Files.newBufferedWriter(temporary)) {
                writer.write(out);
            }
        });
    }

    private static TrialArtifacts collectArtifacts(TrialRecord trial, Optional<Path> trialFolder, Path trials)
            throws IOException {
        if (trialFolder.isEmpty()) {
            return TrialArtifacts.NONE;
        }
        Path console = trialFolder.get().resolve(CONSOLE);
        // a guest may print any bytes
        List<String> lines = Files.exists(console)
                ? List.of(Files.readString(console, StandardCharsets.ISO_8859_1).split("\n", -1))
                : List.of();
        Optional<Waveform.SoundComparison> waveforms = WaveformFile.read(trialFolder.get());
        Path screenshot = trialFolder.get().resolve(SCREENSHOT);
        Optional<String> screenshotName = Optional.empty();
        if (Files.exists(screenshot)) {
            screenshotName = Optional.of(TrialFileNames.of(trial.id()) + ".png");
            Files.copy(screenshot, trials.resolve(screenshotName.get()), StandardCopyOption.REPLACE_EXISTING);
        }
        return new TrialArtifacts(lines, waveforms, screenshotName);
    }
}
