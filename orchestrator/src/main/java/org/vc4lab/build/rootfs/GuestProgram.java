// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import java.nio.file.Path;
import java.util.List;

/**
 * A program of the guest that is compiled of a C source.
 *
 * @param headers that the source may include
 * @param declaredAt where a case names the source, as errors begin
 */
public record GuestProgram(Path source, List<Path> headers, String declaredAt) {
    /** Of the name of a source. */
    public static final String SUFFIX = ".c";

    public GuestProgram {
        headers = List.copyOf(headers);
    }

    /** The name of the program. */
    String name() {
        String file = String.valueOf(source.getFileName());
        return file.substring(0, file.length() - SUFFIX.length());
    }
}
