// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.Locale;
import java.util.OptionalLong;
import org.vc4lab.lab.audio.Waveform;
import org.vc4lab.matrix.TrialStatusChange;

/** How pages write numbers, times and waveforms. */
public final class DisplayFormats {
    private static final double MILLIS = 1000;
    private static final double MIDDLE = 50;
    private static final double FULL_SCALE = 32768;

    /** "2026-11-25 01:02 UTC" of ISO 8601. */
    public String time(String iso) {
        return iso.length() < 16 ? iso : iso.substring(0, 10) + " " + iso.substring(11, 16) + " UTC";
    }

    public String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / MILLIS);
    }

    public String duration(Waveform wave) {
        return String.format(Locale.ROOT, "%.2f s", wave.seconds());
    }

    public String micros(OptionalLong value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%,d µs", value.getAsLong()) : "–";
    }

    /** Empty if a page does not mark the change. */
    static String changeLabel(TrialStatusChange change) {
        return switch (change) {
            case REGRESSED -> "new";
            case FIXED -> "fixed";
            case FLAKY -> "flaky";
            case SAME, FIRST_SEEN -> "";
        };
    }

    /**
     * An SVG path along the highest samples to the right and back along the lowest: one unit for each column, 100 units
     * high, silence at 50.
     */
    public String path(Waveform wave) {
        StringBuilder path = new StringBuilder();
        int columns = wave.high().size();
        for (int i = 0; i < columns; i++) {
            appendPoint(path, i, wave.high().get(i));
        }
        for (int i = columns - 1; i >= 0; i--) {
            appendPoint(path, i, wave.low().get(i));
        }
        return path.append('Z').toString();
    }

    private static void appendPoint(StringBuilder path, int column, int sample) {
        long tenths = Math.round((MIDDLE - sample / FULL_SCALE * MIDDLE) * 10);
        path.append(path.length() == 0 ? 'M' : 'L').append(column).append(' ');
        path.append(tenths / 10).append('.').append(tenths % 10);
    }
}
