// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;

/** How a trial's machine came to its end. */
public record Termination(@JsonProperty("kind") TerminationKind kind, @JsonProperty("detail") String detail) {
    /** What ended it. */
    public enum TerminationKind {
        /** The guest powered off or restarted. */
        SHUTDOWN("SHUTDOWN"),
        /** The guest's own clock ran into the deadline. */
        DEADLINE("DEADLINE"),
        /** The emulator ended, was stuck, or could not be asked: our own fault. */
        LOST("LOST");

        private final String text;

        TerminationKind(String text) {
            this.text = text;
        }

        /** As files and tables have it. */
        @JsonValue
        @Override
        public String toString() {
            return text;
        }
    }
}
