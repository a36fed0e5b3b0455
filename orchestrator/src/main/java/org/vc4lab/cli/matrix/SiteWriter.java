// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.matrix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.lab.audio.Waveform;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.TrialFileNames;
import org.vc4lab.matrix.TrialRecord;
import org.vc4lab.matrix.WaveformFile;
import org.vc4lab.report.HtmlReport;
import org.vc4lab.report.TrialArtifacts;

/** The site's files: pages beside each other, without anything from elsewhere. */
final class SiteWriter {
    private static final String CONSOLE = "console.log";
    private static final String SCREENSHOT = "screenshot.png";
    private static final String TRIALS = "trials";

    private final Path site;
    private final Map<String, Path> trialFolders;

    /** @param trialFolders folders of the trials' files by id */
    SiteWriter(Path site, Map<String, Path> trialFolders) {
        this.site = site;
        this.trialFolders = trialFolders;
    }

    /**
     * Writes all of them.
     *
     * @return the first page
     */
    Path write(NightlyComparison nightlyComparison) throws IOException {
        Path trials = Files.createDirectories(site.resolve(TRIALS));
        HtmlReport html = new HtmlReport(nightlyComparison);
        for (TrialRecord trial : nightlyComparison.document().results()) {
            TrialArtifacts artifacts = collectArtifacts(trial, trials);
            ReportFiles.write(
                    trials.resolve(TrialFileNames.of(trial.id()) + ".html"),
                    out -> html.writeTrial(trial, artifacts, out));
        }
        Path index = site.resolve("index.html");
        ReportFiles.write(index, html::writeIndex);
        return index;
    }

    private TrialArtifacts collectArtifacts(TrialRecord trial, Path trials) throws IOException {
        Path folder = trialFolders.get(trial.id());
        if (folder == null) {
            return TrialArtifacts.NONE;
        }
        Path console = folder.resolve(CONSOLE);
        // a guest may print any bytes
        List<String> lines = Files.exists(console)
                ? List.of(Files.readString(console, StandardCharsets.ISO_8859_1).split("\n", -1))
                : List.of();
        Optional<Waveform.SoundComparison> waveforms = WaveformFile.read(folder);
        Path screenshot = folder.resolve(SCREENSHOT);
        Optional<String> screenshotName = Optional.empty();
        if (Files.exists(screenshot)) {
            screenshotName = Optional.of(TrialFileNames.of(trial.id()) + ".png");
            Files.copy(screenshot, trials.resolve(screenshotName.get()), StandardCopyOption.REPLACE_EXISTING);
        }
        return new TrialArtifacts(lines, waveforms, screenshotName);
    }
}
