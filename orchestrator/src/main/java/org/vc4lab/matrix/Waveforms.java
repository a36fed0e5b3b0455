// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vc4lab.lab.Waveform;

/** The outlines of a trial's sound in a run's folder. */
public final class Waveforms {
    static final String FILE = "waveform.json";

    private Waveforms() {}

    /** Reads them from a trial's folder, where they are. */
    public static Optional<Waveform.Pair> read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        return Files.exists(file)
                ? Optional.of(Json.mapper().readValue(Files.readString(file), Waveform.Pair.class))
                : Optional.empty();
    }
}
