// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.nio.file.Path;
import org.vc4lab.source.Sha256;

/** Where a kernel's sources come from, before any patch. */
public sealed interface KernelSource {

    /**
     * The tarball of a release.
     *
     * @param version a kernel's version, such as 5.10.223
     */
    record PatchedRelease(String version) implements KernelSource {
        @Override
        public String toString() {
            return "release " + version;
        }
    }

    /**
     * A commit of a user's git tree. The tree is only read.
     *
     * @param repository a work tree, or a bare repository
     * @param commit its full id
     */
    record GitRevision(Path repository, String commit) implements KernelSource {
        private static final int ID_LENGTH = 12;

        /** Names the tree in the store. */
        String treeId() {
            String path = repository.toAbsolutePath().normalize().toString();
            return "tree-" + Sha256.of(path).substring(0, ID_LENGTH);
        }

        @Override
        public String toString() {
            return "commit " + commit + " of " + repository;
        }
    }
}
