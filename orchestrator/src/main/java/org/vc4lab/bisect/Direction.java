// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonValue;

/** What the wanted change did to the report. */
public enum Direction {
    /** Before it the report does not show, from it on it does: a culprit. */
    CAUSE("APPEARS"),
    /** Before it the report shows, from it on it does not: a fix. */
    FIX("VANISHES");

    private final String text;

    Direction(String text) {
        this.text = text;
    }

    /** As files and tables have it. */
    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
