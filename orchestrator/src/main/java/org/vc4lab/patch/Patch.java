// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.List;

/**
 * One patch, as git can apply it.
 *
 * @param name the name of the file, or the number and subject of the mail, that it came from
 * @param subject the subject without its [PATCH] tag; the name if the diff is not in a mail
 * @param diff the diff, one character a byte (ISO 8859-1), because sources need not be UTF-8
 * @param files the paths that it reads or writes, old and new, in order of appearance, below the tree's root
 */
public record Patch(String name, String subject, String diff, List<String> files) {
    public Patch {
        files = List.copyOf(files);
    }

    /** The patch with this diff. */
    public static Patch of(String name, String subject, String diff) {
        return new Patch(name, subject, diff, List.copyOf(DiffHeaders.of(diff).paths()));
    }
}
