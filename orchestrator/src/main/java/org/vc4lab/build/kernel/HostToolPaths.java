// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.util.List;

/** Where a kernel's tree has the programs that take part in its build; their sources are no input like others. */
public final class HostToolPaths {
    private static final List<String> FOLDERS = List.of("scripts/", "tools/", "usr/");

    private HostToolPaths() {}

    /** Whether a file of a tree, by its path below the root, is of such a program. */
    public static boolean contains(String path) {
        return FOLDERS.stream().anyMatch(path::startsWith);
    }
}
