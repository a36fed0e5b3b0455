// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The built root file system of an architecture, without a scenario.
 *
 * @param archive an initramfs (cpio.gz)
 * @param tone the WAV file that is in it
 * @param id its key in the store: the same inputs have the same id
 */
public record Rootfs(Path archive, Path tone, String id) {
    /** The canary module's path in the guest. */
    static final String CANARY = "canary.ko";

    private static final int ALIGNMENT = 512;

    /**
     * Writes the file for {@code -initrd}: the root file system, then the kernel's part (the canary module), then the
     * scenario. The kernel unpacks the archives in this order over each other. The first one is padded, because the
     * kernel expects the next one at a multiple of four bytes.
     */
    public void writeInitrd(Path file, Path canary, Cpio scenario) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            long length = Files.copy(archive, out);
            out.write(new byte[(int) ((ALIGNMENT - length % ALIGNMENT) % ALIGNMENT)]);
            new Cpio().addFile(CANARY, 0644, Files.readAllBytes(canary)).writeTo(out);
            scenario.writeTo(out);
        }
    }
}
