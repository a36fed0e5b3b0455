// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

/**
 * A file that a commit changes.
 *
 * @param modified whether it was there before and is there afterwards, a plain file both times
 */
record ChangedFile(String path, boolean modified) {
    /** Reads ":100644 100644 0123abc 4567def M path" (git-diff-tree's raw format). */
    static ChangedFile of(String line) {
        String[] halves = line.split("\t", 2);
        String[] words = halves[0].split(" ", -1);
        boolean plain = words[0].startsWith(":100") && words[1].startsWith("100");
        return new ChangedFile(halves[1], plain && words[4].equals("M"));
    }
}
