// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.lab.Waveform;
import org.vc4lab.matrix.Night;
import org.vc4lab.matrix.TrialName;
import org.vc4lab.matrix.TrialRecord;
import org.vc4lab.matrix.Waveforms;
import org.vc4lab.report.Site;
import org.vc4lab.report.TrialMaterial;

/** The site's files: pages beside each other, without anything from elsewhere. */
final class SiteFiles {
    private static final String CONSOLE = "console.log";
    private static final String SCREENSHOT = "screenshot.png";
    private static final String TRIALS = "trials";

    private final Path site;
    private final Map<String, Path> files;

    /** @param files folders of the trials' files by id */
    SiteFiles(Path site, Map<String, Path> files) {
        this.site = site;
        this.files = files;
    }

    /**
     * Writes all of them.
     *
     * @return the first page
     */
    Path write(Night night) throws IOException {
        Path trials = Files.createDirectories(site.resolve(TRIALS));
        Site pages = new Site(night);
        for (TrialRecord trial : night.document().results()) {
            TrialMaterial material = material(trial, trials);
            MatrixFiles.write(
                    trials.resolve(TrialName.of(trial.id()) + ".html"), out -> pages.trial(trial, material, out));
        }
        Path index = site.resolve("index.html");
        MatrixFiles.write(index, pages::index);
        return index;
    }

    private TrialMaterial material(TrialRecord trial, Path trials) throws IOException {
        Path folder = files.get(trial.id());
        if (folder == null) {
            return TrialMaterial.NOTHING;
        }
        Path console = folder.resolve(CONSOLE);
        // a guest may print any bytes
        List<String> lines = Files.exists(console)
                ? List.of(Files.readString(console, StandardCharsets.ISO_8859_1).split("\n", -1))
                : List.of();
        Optional<Waveform.Pair> sound = Waveforms.read(folder);
        Path picture = folder.resolve(SCREENSHOT);
        Optional<String> shown = Optional.empty();
        if (Files.exists(picture)) {
            shown = Optional.of(TrialName.of(trial.id()) + ".png");
            Files.copy(picture, trials.resolve(shown.get()), StandardCopyOption.REPLACE_EXISTING);
        }
        return new TrialMaterial(lines, sound, shown);
    }
}
