// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import java.io.IOException;
import java.nio.file.Path;

/** A WAV file that cannot be read as one. */
public final class WaveFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public WaveFormatException(Path file, String problem) {
        super(file + " is no PCM WAV file that can be used: " + problem);
    }
}
