// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonValue;

/** What the change to find did to the report. */
public enum Direction {
    /** The report appears with it. */
    CAUSE,
    /** The report vanishes with it. */
    FIX;

    /** The text in files and tables. */
    @JsonValue
    @Override
    public String toString() {
        return this == CAUSE ? "APPEARS" : "VANISHES";
    }
}
