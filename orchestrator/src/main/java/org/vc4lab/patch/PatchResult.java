// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How a patch fits onto the tree as the patches before it left it. */
public sealed interface PatchResult {
    /** The name of the patch. */
    String patch();

    /**
     * It applies, each hunk with its whole context.
     *
     * @param offsets of hunks that are not at the line that the patch names
     */
    record Applies(String patch, List<Offset> offsets) implements PatchResult {
        public Applies {
            offsets = List.copyOf(offsets);
        }
    }

    /**
     * It does not.
     *
     * @param reason what git said, or why the patch was refused
     * @param fuzz how many lines of context at both ends of hunks would have to be left out of account for it to apply
     * @param closestMatch the first hunk that does not fit, and what it resembles
     */
    record Fails(String patch, String reason, OptionalInt fuzz, Optional<ClosestMatch> closestMatch)
            implements PatchResult {}

    /** It was not tried, because one before it does not apply. */
    record Untried(String patch) implements PatchResult {}

    /**
     * A hunk that stands elsewhere.
     *
     * @param hunk its number within the file's part of the patch, from 1
     * @param lines how much further down
     */
    record Offset(
            @JsonProperty("file") String file, @JsonProperty("hunk") int hunk, @JsonProperty("lines") int lines) {}
}
