// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** The phase of a trial in which a line was printed. */
public enum Phase {
    BOOT("BOOT"),
    SCENARIO("SCENARIO"),
    /** Between scenario and canary: init prints its metrics. */
    MEASURES("MEASURES"),
    CANARY("CANARY");

    private final String text;

    Phase(String text) {
        this.text = text;
    }

    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
