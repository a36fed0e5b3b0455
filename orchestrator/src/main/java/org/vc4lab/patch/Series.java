// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.List;

/** Patches in the order in which they are applied. */
public record Series(String name, List<Patch> patches) {
    public Series {
        patches = List.copyOf(patches);
    }

    /** The series that changes nothing. */
    public static Series empty(String name) {
        return new Series(name, List.of());
    }
}
