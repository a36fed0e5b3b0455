// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.audio.Waveform;

/** The waveforms of a trial in a run's folder. */
public final class WaveformFile {
    private static final String NAME = "waveform.json";

    private WaveformFile() {}

    static void write(Path folder, Waveform.SoundComparison sound) throws IOException {
        Files.writeString(folder.resolve(NAME), Json.mapper().writeValueAsString(sound));
    }

    public static Optional<Waveform.SoundComparison> read(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        return Files.exists(file)
                ? Optional.of(Json.mapper().readValue(Files.readString(file), Waveform.SoundComparison.class))
                : Optional.empty();
    }
}
