// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;

/** Recognises error messages of ALSA and DRM. */
final class NoteDetector {
    static final List<String> TRIGGERS = List.of("*ERROR*", "ALSA ", "ASoC: ", "snd_soc_");

    private static final List<String> ERROR_WORDS =
            List.of("error", "Error", "fail", "cannot", "can't", "timeout", "timed out", "XRUN", "underrun", "invalid");

    private NoteDetector() {}

    static boolean isNote(LogLine line) {
        String text = line.text();
        if (!line.stamped()) {
            return false;
        }
        if (text.contains("*ERROR*")) {
            return text.contains("drm");
        }
        boolean sound = text.contains("ALSA ") || text.contains("ASoC: ") || text.contains("snd_soc_");
        return sound && ERROR_WORDS.stream().anyMatch(text::contains);
    }
}
