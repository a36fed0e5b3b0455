// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What can be built and tested. */
public sealed interface Revision extends Search.NextAction {
    /** The index of the older end, before all suspects. */
    int START = -1;

    /**
     * A commit, or a series up to a patch.
     *
     * @param index in the search space, or {@link #START}
     */
    record AtCommit(int index) implements Revision {
        public static final AtCommit OLDER_END = new AtCommit(START);

        @Override
        public String toString() {
            return index == START ? "start" : Integer.toString(index);
        }
    }

    /** The newer end with one suspect reverted. */
    record TipWithRevert(int change) implements Revision {
        @Override
        public String toString() {
            return "without " + change;
        }
    }

    /** The text in a journal. */
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
