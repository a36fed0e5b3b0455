// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where in a trial something was printed. */
public enum Phase {
    BOOT("BOOT"),
    SCENARIO("SCENARIO"),
    /** Between the scenario's end and the canary's beginning. */
    MEASURES("MEASURES"),
    CANARY("CANARY");

    private final String text;

    Phase(String text) {
        this.text = text;
    }

    /** As files and tables have it. */
    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
