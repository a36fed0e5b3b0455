// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.nio.file.Path;

/** The files of a trial. */
public record TrialFolder(Path path) {
    public static final String EVIDENCE = "evidence.json";

    /** The words that left an output's MAI FIFO. */
    public Path capturedWords(int card) {
        return capturedWords(card, 1);
    }

    /** The {@code number}-th file, from 1; a new one begins when the format of the words changes. */
    public Path capturedWords(int card, int number) {
        return path.resolve("mai" + suffix(card) + (number == 1 ? "" : "-" + number) + ".wav");
    }

    /** The captured words as a playable WAV file. */
    public Path capturedSound(int card) {
        return path.resolve("capture" + suffix(card) + ".wav");
    }

    private static String suffix(int card) {
        return card == 0 ? "" : Integer.toString(card);
    }

    /** The display at the end of the trial. */
    public Path screenshot() {
        return path.resolve("screenshot.png");
    }

    public Path evidence() {
        return path.resolve(EVIDENCE);
    }

    /** Exists only while the emulator starts. */
    public Path initrd() {
        return path.resolve("initrd");
    }
}
