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
        String[] columns = line.split("\t", 2);
        String[] fields = columns[0].split(" ", -1);
        boolean isRegularFile = fields[0].startsWith(":100") && fields[1].startsWith("100");
        return new ChangedFile(columns[1], isRegularFile && fields[4].equals("M"));
    }
}
