// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.List;

/**
 * A hunk that finds no place, and the place that is most like what it looks for.
 *
 * @param hunk its lines, header included
 * @param firstLine number of the first of {@code nearest} in the file; 0 where nothing is like it
 * @param nearest the lines of the file
 * @param same how many of the lines that the hunk looks for are among them
 * @param wanted how many lines it looks for
 */
public record NearMiss(String file, List<String> hunk, int firstLine, List<String> nearest, int same, int wanted) {
    public NearMiss {
        hunk = List.copyOf(hunk);
        nearest = List.copyOf(nearest);
    }
}
