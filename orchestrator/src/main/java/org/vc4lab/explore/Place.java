// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A moment of a run at which a processor begins or ends a function, and others may see what it did.
 *
 * @param what the function, and whether it returns
 * @param inside the innermost function of the changed files that runs then, which may be this one; with what it is
 *     called for if the finder is of {@link PlaceFinder.PlaceDetail#COMMANDS}
 */
record Place(
        @JsonProperty("atNanos") long atNanos,
        @JsonProperty("cpu") int cpu,
        @JsonProperty("what") String what,
        @JsonProperty("inside") String inside) {
    /** Behind the function's name. */
    static final String RETURNS = " returns";

    /** The function that begins or ends. */
    String function() {
        return what.endsWith(RETURNS) ? what.substring(0, what.length() - RETURNS.length()) : what;
    }
}
