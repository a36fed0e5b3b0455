// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.Locale;
import java.util.OptionalLong;
import org.vc4lab.matrix.TrialStatusChange;

/** How pages write numbers and times. */
final class DisplayFormats {
    private static final double MILLIS = 1000;

    private DisplayFormats() {}

    /** "2026-11-25 01:02 UTC" of ISO 8601. */
    static String formatTime(String iso) {
        return iso.length() < 16 ? iso : iso.substring(0, 10) + " " + iso.substring(11, 16) + " UTC";
    }

    static String formatSeconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / MILLIS);
    }

    static String formatMicros(OptionalLong value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%,d µs", value.getAsLong()) : "–";
    }

    /** Empty where there is nothing to mark. */
    static String changeLabel(TrialStatusChange change) {
        return switch (change) {
            case REGRESSED -> "new";
            case FIXED -> "fixed";
            case FLAKY -> "flaky";
            case SAME, FIRST_SEEN -> "";
        };
    }
}
