// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file for {@code -initrd}: the root file system, then the kernel's part (the canary module), then the scenario.
 * The kernel unpacks the archives in this order over each other.
 */
public final class Initrd {
    /** The canary module's path in the guest. */
    public static final String CANARY = "canary.ko";

    private static final int ALIGNMENT = 512;

    private Initrd() {}

    /** Pads the first archive: the kernel expects the next one at a multiple of four bytes. */
    public static void write(Path file, Rootfs rootfs, Path canary, Cpio scenario) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            long length = Files.copy(rootfs.archive(), out);
            out.write(new byte[(int) ((ALIGNMENT - length % ALIGNMENT) % ALIGNMENT)]);
            new Cpio().addFile(CANARY, 0644, Files.readAllBytes(canary)).writeTo(out);
            scenario.writeTo(out);
        }
    }
}
