// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;

/** How a trial's machine ended. */
public record Termination(@JsonProperty("kind") TerminationKind kind, @JsonProperty("detail") String detail) {
    public enum TerminationKind {
        /** The guest powered off or restarted. */
        SHUTDOWN("SHUTDOWN"),
        /** The guest reached its limit of guest time. */
        DEADLINE("DEADLINE"),
        /** The emulator ended, hung, or did not answer: an infrastructure error. */
        LOST("LOST");

        private final String text;

        TerminationKind(String text) {
            this.text = text;
        }

        @JsonValue
        @Override
        public String toString() {
            return text;
        }
    }
}
