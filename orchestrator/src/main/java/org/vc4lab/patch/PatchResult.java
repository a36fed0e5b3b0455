// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How a patch fits onto the tree with the previous patches applied. */
public sealed interface PatchResult {
    /** The name of the patch. */
    String patch();

    /**
     * The patch applies, each hunk with its whole context.
     *
     * @param offsets of the hunks that apply at another line than the patch names
     */
    record Applies(String patch, List<Offset> offsets) implements PatchResult {
        public Applies {
            offsets = List.copyOf(offsets);
        }
    }

    /**
     * The patch does not apply.
     *
     * @param reason what git reported, or why the patch was refused
     * @param fuzz lines of context to ignore at both ends of hunks for the patch to apply
     * @param closestMatch for the first hunk that does not apply
     */
    record Fails(String patch, String reason, OptionalInt fuzz, Optional<ClosestMatch> closestMatch)
            implements PatchResult {}

    /** The patch was not tried, because a previous one does not apply. */
    record Untried(String patch) implements PatchResult {}

    /**
     * A hunk that applies at another line.
     *
     * @param hunk its number within the file's part of the patch, from 1
     * @param lines distance in lines; positive if it applies further down
     */
    record Offset(
            @JsonProperty("file") String file, @JsonProperty("hunk") int hunk, @JsonProperty("lines") int lines) {}

    /**
     * A hunk that does not apply, and the lines of the file that match it best.
     *
     * @param hunk its lines, header included
     * @param firstLine number of the first of {@code nearest} in the file; 0 if no line matches
     * @param fileLines the lines of the file
     * @param matchingLineCount how many of the hunk's expected lines are among them
     * @param expectedLineCount how many lines the hunk expects
     */
    record ClosestMatch(
            @JsonProperty("file") String file,
            @JsonProperty("hunk") List<String> hunk,
            @JsonProperty("firstLine") int firstLine,
            @JsonProperty("nearest") List<String> fileLines,
            @JsonProperty("same") int matchingLineCount,
            @JsonProperty("wanted") int expectedLineCount) {
        public ClosestMatch {
            hunk = List.copyOf(hunk);
            fileLines = List.copyOf(fileLines);
        }
    }
}
