// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The built root file system of an architecture, without a scenario.
 *
 * @param archive an initramfs (cpio), not packed: an emulated kernel takes long to unpack
 * @param tone the WAV file that is in it
 * @param shareable whether other machines may get it and what is made of it: not if it has files of a case
 * @param id its key in the store: the same inputs have the same id
 */
public record Rootfs(Path archive, Path tone, boolean shareable, String id) {
    /** The canary module's path in the guest. */
    static final String CANARY = "canary.ko";

    /**
     * Writes the file for {@code -initrd}: the root file system, then the kernel's part (the canary module), then the
     * scenario. The kernel unpacks the archives in this order over each other.
     */
    public void writeInitrd(Path file, Path canary, Cpio scenario) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            Files.copy(archive, out);
            new Cpio().addFile(CANARY, 0644, Files.readAllBytes(canary)).writeTo(out);
            scenario.writeTo(out);
        }
    }
}
