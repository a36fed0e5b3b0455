// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.Locale;
import java.util.OptionalLong;
import org.vc4lab.matrix.Change;

/** How pages write numbers and times. */
final class Text {
    private static final double MILLIS = 1000;

    private Text() {}

    /** "2026-11-25 01:02 UTC" of ISO 8601. */
    static String time(String iso) {
        return iso.length() < 16 ? iso : iso.substring(0, 10) + " " + iso.substring(11, 16) + " UTC";
    }

    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / MILLIS);
    }

    static String micros(OptionalLong value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%,d µs", value.getAsLong()) : "–";
    }

    /** Empty where there is nothing to mark. */
    static String mark(Change change) {
        return switch (change) {
            case NEW -> "new";
            case FIXED -> "fixed";
            case FLAKY -> "flaky";
            case SAME, FIRST -> "";
        };
    }
}
