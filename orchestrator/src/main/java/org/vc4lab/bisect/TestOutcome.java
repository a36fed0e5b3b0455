// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;

/**
 * The outcome of one test.
 *
 * @param detail for the user, in a few words
 * @param functions of the report's call trace, innermost first, starting with the one that the title names
 */
public record TestOutcome(
        @JsonProperty("kind") TestStatus status,
        @JsonProperty("detail") String detail,
        @JsonProperty("functions") @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
                List<String> functions) {
    public TestOutcome {
        functions = List.copyOf(functions);
    }

    public TestOutcome(TestStatus testStatus, String detail) {
        this(testStatus, detail, List.of());
    }

    /** How the search uses the outcome. */
    public enum TestStatus {
        /** The target report. */
        REPRODUCED("SHOWN"),
        /** Proof that the target report does not occur. */
        NOT_REPRODUCED("ABSENT"),
        /** Only other reports, which may hide the target. */
        OTHER_REPORT("OTHER_REPORT"),
        /** The kernel did not reach user space. */
        NO_BOOT("NO_BOOT"),
        /** The target report might have gone undetected. */
        UNCLEAR("UNCLEAR");

        private final String text;

        TestStatus(String text) {
            this.text = text;
        }

        /** The text in files and tables. */
        @JsonValue
        @Override
        public String toString() {
            return text;
        }
    }
}
