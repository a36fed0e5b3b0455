// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What can be built and run. */
public sealed interface Revision {
    /** The number of the older end, which comes before all suspects. */
    int START = -1;

    /**
     * A state of the history.
     *
     * @param index of the suspect that is the last one in it, or {@link #START}
     */
    record AtCommit(int index) implements Revision {
        @Override
        public String toString() {
            return index == START ? "start" : Integer.toString(index);
        }
    }

    /** The newer end with one suspect's change taken back. */
    record TipWithRevert(int change) implements Revision {
        @Override
        public String toString() {
            return "without " + change;
        }
    }

    /** How it stands in a journal. */
    @JsonValue
    default String text() {
        return toString();
    }

    @JsonCreator
    static Revision of(String text) {
        if (text.startsWith("without ")) {
            return new TipWithRevert(Integer.parseInt(text.substring("without ".length())));
        }
        return new AtCommit(text.equals("start") ? START : Integer.parseInt(text));
    }
}
