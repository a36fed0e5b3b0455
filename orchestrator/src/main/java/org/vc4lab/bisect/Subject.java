// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What can be built and run. */
public sealed interface Subject {
    /** The number of the older end, which comes before all suspects. */
    int START = -1;

    /**
     * A state of the history.
     *
     * @param number of the suspect that is the last one in it, or {@link #START}
     */
    record Point(int number) implements Subject {
        @Override
        public String toString() {
            return number == START ? "start" : Integer.toString(number);
        }
    }

    /** The newer end with one suspect's change taken back. */
    record Without(int suspect) implements Subject {
        @Override
        public String toString() {
            return "without " + suspect;
        }
    }

    /** How it stands in a journal. */
    @JsonValue
    default String text() {
        return toString();
    }

    @JsonCreator
    static Subject of(String text) {
        if (text.startsWith("without ")) {
            return new Without(Integer.parseInt(text.substring("without ".length())));
        }
        return new Point(text.equals("start") ? START : Integer.parseInt(text));
    }
}
