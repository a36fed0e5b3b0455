// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.vc4lab.lab.audio.Waveform;

/** How pages write numbers, times and waveforms. */
public final class DisplayFormats {
    private static final double MIDDLE = 50;
    private static final double FULL_SCALE = 32768;
    private static final Pattern FORBIDDEN_IN_XML =
            Pattern.compile("[^\\t\\n\\r -\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

    /** "2026-11-25 01:02 UTC" of ISO 8601. */
    public String time(String iso) {
        return iso.length() < 16 ? iso : iso.substring(0, 10) + " " + iso.substring(11, 16) + " UTC";
    }

    public String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    /** A length of a picture. */
    public String length(double units) {
        return String.format(Locale.ROOT, "%.1f", units);
    }

    public String duration(Waveform wave) {
        return String.format(Locale.ROOT, "%.2f s", wave.seconds());
    }

    public String micros(OptionalLong value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%,d µs", value.getAsLong()) : "–";
    }

    /** A line of a console log. */
    public String line(String text) {
        return sanitizeXml(text.replace("\r", ""));
    }

    /** Replaces what XML 1.0 forbids even if escaped, such as most control characters. */
    static String sanitizeXml(String text) {
        return FORBIDDEN_IN_XML.matcher(text).replaceAll("\uFFFD");
    }

    /**
     * An SVG path along the highest samples to the right and back along the lowest: one unit for each column, 100 units
     * high, silence at 50.
     */
    public String path(Waveform wave) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < wave.high().size(); i++) {
            appendPoint(path, i, wave.high().get(i));
        }
        for (int i = wave.low().size() - 1; i >= 0; i--) {
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
