// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@code -initrd} gets: the userland, then the kernel's own part (the canary module), then the scenario. The
 * kernel unpacks the archives one after the other over each other.
 */
public final class Initrd {
    /** Where init finds the module of a kernel's canary. */
    public static final String CANARY = "canary.ko";

    private static final int ALIGNMENT = 512;

    private Initrd() {}

    /** Writes it; a kernel looks for the next archive at addresses that can be divided by four. */
    public static void write(Path file, Rootfs rootfs, Path canary, Cpio scenario) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            long length = Files.copy(rootfs.archive(), out);
            out.write(new byte[(int) ((ALIGNMENT - length % ALIGNMENT) % ALIGNMENT)]);
            new Cpio().addFile(CANARY, 0644, Files.readAllBytes(canary)).writeTo(out);
            scenario.writeTo(out);
        }
    }
}
