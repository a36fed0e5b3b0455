// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;

/** Receives reports in the order in which they begin in the log. */
public interface LogSink {
    /** An error message of ALSA or DRM, which is no report. Lines count from 1; the text has no prefix. */
    record Note(long line, String text) {
        static final List<String> TRIGGERS = List.of("*ERROR*", "ALSA ", "ASoC: ", "snd_soc_");

        private static final List<String> ERROR_WORDS = List.of(
                "error", "Error", "fail", "cannot", "can't", "timeout", "timed out", "XRUN", "underrun", "invalid");

        static boolean isNote(LogLine line) {
            String text = line.text();
            if (!line.stamped()) {
                return false;
            }
            if (text.contains("*ERROR*")) {
                return text.contains("drm");
            }
            boolean sound = text.contains("ALSA ") || text.contains("ASoC: ") || text.contains("snd_soc_");
            return sound && CharScanner.containsAny(text, ERROR_WORDS);
        }
    }

    void report(Report report);

    /**
     * A line of a posted log that was read for reports, all lines of reports included: joined, decoded, and in the
     * order of time.
     *
     * @param number of its first piece in the file
     */
    default void line(long number, LogLine line) {}

    /** Whether to find notes, which takes more time. */
    default boolean wantsNotes() {
        return false;
    }

    /** A note comes as soon as it is read, possibly before a report that began earlier. */
    default void note(Note note) {}
}
