// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.nio.file.Path;

/** The files that a trial leaves. */
record TrialFolder(Path path) {
    /** What left the audio FIFO, word by word. */
    Path words() {
        return path.resolve("mai.wav");
    }

    /** The same as sound that can be listened to. */
    Path sound() {
        return path.resolve("capture.wav");
    }

    Path evidence() {
        return path.resolve("evidence.json");
    }

    /** Only there while the emulator starts. */
    Path initrd() {
        return path.resolve("initrd");
    }
}
