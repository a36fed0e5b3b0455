// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A hunk that does not apply, and the lines of the file that match it best.
 *
 * @param hunk its lines, header included
 * @param firstLine number of the first of {@code nearest} in the file; 0 if no line matches
 * @param fileLines the lines of the file
 * @param matchingLineCount how many of the hunk's expected lines are among them
 * @param expectedLineCount how many lines the hunk expects
 */
public record ClosestMatch(
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
