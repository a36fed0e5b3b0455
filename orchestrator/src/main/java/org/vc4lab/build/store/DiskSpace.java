// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.nio.file.Path;

/** Free disk space. */
@FunctionalInterface
interface DiskSpace {
    long MIB = 1L << 20;

    /** The bytes that can still be written where the folder is. */
    long usableBytes(Path folder) throws IOException;

    static DiskSpace ofFileSystem() {
        return folder -> folder.toFile().getUsableSpace(); // a FileStore cannot be had in a chroot
    }

    /** Fails with a remedy if there is less space than a step needs. */
    default void require(Path folder, long mebibytes, String purpose) throws IOException {
        long usable = usableBytes(folder) / MIB;
        if (usable < mebibytes) {
            throw new IOException(
                    "no disk space for " + purpose + ": it needs " + mebibytes + " MiB, " + folder + " has " + usable
                            + " MiB left; make room, or set " + Store.VARIABLE + " to a folder on a larger disk");
        }
    }
}
