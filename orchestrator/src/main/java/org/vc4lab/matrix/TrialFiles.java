// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.audio.Waveform;
import org.vc4lab.lab.evidence.ConsoleLog;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.source.Sha256;
import org.vc4lab.trace.CallsBeforeReport;

/** The files of a trial that reports show, in a run's folder. */
public record TrialFiles(Path folder) {
    private static final int HASH_DIGITS = 8;
    private static final int WAVEFORM_COLUMNS = 480;
    private static final String WAVEFORM = "waveform.json";
    private static final String CALLS = "calls.json";

    /** One path element that is valid in any file system and in a URL; distinct ids have distinct names. */
    public static String nameOf(String id) {
        String plain = id.replace('/', '_').replaceAll("[^A-Za-z0-9._-]", "-");
        boolean ambiguous = !plain.replace('_', '/').equals(id) || plain.startsWith(".");
        return ambiguous ? "t" + plain + "-" + Sha256.of(id).substring(0, HASH_DIGITS) : plain;
    }

    /** Copies the files from the folder in which the trial ran. */
    void copyFrom(Path trialFolder, Trial trial, Path tone) throws IOException {
        Files.createDirectories(folder);
        for (String name : List.of(TrialFolder.CONSOLE, TrialFolder.EVIDENCE, TrialFolder.SCREENSHOT)) {
            Path file = trialFolder.resolve(name);
            if (Files.exists(file)) {
                Files.copy(file, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (trial.scenario().audio().isPresent()) {
            Waveform.SoundComparison sound =
                    Waveform.of(trial.scenario().audio().get(), tone, trialFolder, WAVEFORM_COLUMNS);
            Files.writeString(folder.resolve(WAVEFORM), Json.mapper().writeValueAsString(sound));
        }
    }

    /** The lines of the console log; a guest may print any bytes. */
    public List<String> consoleLines() throws IOException {
        Path file = folder.resolve(TrialFolder.CONSOLE);
        if (!Files.exists(file)) {
            return List.of();
        }
        ConsoleLog log = ConsoleLog.read(file);
        return Stream.concat(
                        log.lines().stream(),
                        log.excess().map(excess -> "(the rest is left out: " + excess + ")").stream())
                .toList();
    }

    public Optional<Waveform.SoundComparison> waveforms() throws IOException {
        Path file = folder.resolve(WAVEFORM);
        return Files.exists(file) ? Optional.of(Json.read(file, Waveform.SoundComparison.class)) : Optional.empty();
    }

    void write(CallsBeforeReport calls) throws IOException {
        calls.write(callsFile());
    }

    /** Where the calls before its first report are, if it has any. */
    public Path callsFile() {
        return folder.resolve(CALLS);
    }

    /** The calls before its first report; empty without one. */
    public Optional<CallsBeforeReport> calls() throws IOException {
        Path file = callsFile();
        return Files.exists(file) ? Optional.of(CallsBeforeReport.read(file)) : Optional.empty();
    }

    public Optional<Path> screenshot() {
        return Optional.of(folder.resolve(TrialFolder.SCREENSHOT)).filter(Files::exists);
    }
}
