// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.nio.file.Path;

/** The files that a trial leaves. */
public record TrialFolder(Path path) {
    /** The name of the file with a trial's evidence. */
    public static final String EVIDENCE = "evidence.json";

    /** What left the audio FIFO of an output, word by word. */
    Path words(int card) {
        return words(card, 1);
    }

    /** The same, of the number-th format that the words had: a file has one. */
    Path words(int card, int number) {
        return path.resolve("mai" + of(card) + (number == 1 ? "" : "-" + number) + ".wav");
    }

    /** The same as sound that can be listened to. */
    Path sound(int card) {
        return path.resolve("capture" + of(card) + ".wav");
    }

    private static String of(int card) {
        return card == 0 ? "" : Integer.toString(card);
    }

    /** What a monitor shows at the end. */
    Path picture() {
        return path.resolve("screenshot.png");
    }

    Path evidence() {
        return path.resolve(EVIDENCE);
    }

    /** Only there while the emulator starts. */
    Path initrd() {
        return path.resolve("initrd");
    }
}
