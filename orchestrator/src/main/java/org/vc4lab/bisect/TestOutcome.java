// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;

/**
 * What one run showed.
 *
 * @param detail in a few words
 * @param functions those in the report's call trace, innermost first, from the one on that its title names
 */
public record TestOutcome(
        @JsonProperty("kind") TestStatus status,
        @JsonProperty("detail") String detail,
        @JsonProperty("functions") @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
                List<String> functions) {
    public TestOutcome {
        functions = List.copyOf(functions);
    }

    /** Without a call trace. */
    public TestOutcome(TestStatus testStatus, String detail) {
        this(testStatus, detail, List.of());
    }

    /** What it means for the search. */
    public enum TestStatus {
        /** The report. */
        REPRODUCED("SHOWN"),
        /** Not the report, and it would have been seen. */
        NOT_REPRODUCED("ABSENT"),
        /** Another report. */
        OTHER_REPORT("OTHER_REPORT"),
        /** The kernel did not come to user space. */
        NO_BOOT("NO_BOOT"),
        /** Whether the report would have been seen is not known. */
        UNCLEAR("UNCLEAR");

        private final String text;

        TestStatus(String text) {
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
