// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonValue;

/** What the change to find did to the report. */
public enum Direction {
    /** The report appears with it. */
    CAUSE("APPEARS"),
    /** The report vanishes with it. */
    FIX("VANISHES");

    private final String text;

    Direction(String text) {
        this.text = text;
    }

    /** The text in files and tables. */
    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
