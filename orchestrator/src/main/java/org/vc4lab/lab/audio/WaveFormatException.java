// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.audio;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not a usable WAV file. */
public final class WaveFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    public WaveFormatException(Path file, String problem) {
        super(file + " is not a usable PCM WAV file: " + problem);
    }
}
