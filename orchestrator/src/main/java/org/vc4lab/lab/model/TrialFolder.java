// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.nio.file.Path;

/** The files that a trial leaves. */
public record TrialFolder(Path path) {
    /** The name of the file with a trial's evidence. */
    public static final String EVIDENCE = "evidence.json";

    /** What left the audio FIFO of an output, word by word. */
    public Path capturedWords(int card) {
        return capturedWords(card, 1);
    }

    /** The same, of the number-th format that the words had: a file has one. */
    public Path capturedWords(int card, int number) {
        return path.resolve("mai" + suffix(card) + (number == 1 ? "" : "-" + number) + ".wav");
    }

    /** The same as sound that can be listened to. */
    public Path capturedSound(int card) {
        return path.resolve("capture" + suffix(card) + ".wav");
    }

    private static String suffix(int card) {
        return card == 0 ? "" : Integer.toString(card);
    }

    /** What a monitor shows at the end. */
    public Path screenshot() {
        return path.resolve("screenshot.png");
    }

    public Path evidence() {
        return path.resolve(EVIDENCE);
    }

    /** Only there while the emulator starts. */
    public Path initrd() {
        return path.resolve("initrd");
    }
}
