// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a case adds to the guest's programs.
 *
 * @param packages by Debian architectures
 * @param files that become executable files of their names in {@value #FOLDER}
 * @param programs that are compiled into the same folder
 */
public record GuestAdditions(Map<String, List<LockedPackage>> packages, List<Path> files, List<GuestProgram> programs) {
    /** In the guest, below its root. */
    static final String FOLDER = "case";

    public GuestAdditions {
        packages = Map.copyOf(packages);
        files = List.copyOf(files);
        programs = List.copyOf(programs);
    }

    boolean isEmpty() {
        return packages.isEmpty() && files.isEmpty() && programs.isEmpty();
    }
}
