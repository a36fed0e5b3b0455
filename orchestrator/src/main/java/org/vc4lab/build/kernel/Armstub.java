// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vc4lab.build.host.BuildEnvironment;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.exec.Command;

/** The boot stub that switches the machine from AArch64 to AArch32 and enters the 32-bit kernel behind it. */
record Armstub(BuildEnvironment buildEnvironment, Path source) {
    private static final String TOOL_PREFIX = "aarch64-linux-gnu-";
    /** LOAD_OFFSET less TEXT_OFFSET of armstub.S: the stub moves a kernel of at most this size below itself. */
    private static final long MAX_KERNEL_BYTES = (32 << 20) - (32 << 10);

    CacheKey addTo(CacheKey key) throws IOException {
        return key.addFiles("armstub", source);
    }

    /** Writes the image that {@code -kernel} gets. */
    void prependTo(Path kernel, Path image, Path scratch) throws IOException, InterruptedException {
        if (Files.size(kernel) > MAX_KERNEL_BYTES) {
            throw new IOException("the boot stub moves no kernel of more than " + MAX_KERNEL_BYTES + " bytes: " + kernel
                    + "; a configuration with less in it is needed");
        }
        String object = scratch.resolve("armstub.o").toString();
        String linked = scratch.resolve("armstub.elf").toString();
        Path binary = scratch.resolve("armstub.bin");
        for (List<String> argv : List.of(
                List.of(TOOL_PREFIX + "as", "-o", object, source.toString()),
                List.of(TOOL_PREFIX + "ld", "-Ttext=0", "-e", "0", "-o", linked, object),
                List.of(TOOL_PREFIX + "objcopy", "-O", "binary", "-j", ".text", linked, binary.toString()))) {
            buildEnvironment
                    .run(Command.of(argv), List.of(source), List.of(scratch))
                    .orThrow();
        }
        try (OutputStream out = Files.newOutputStream(image)) {
            Files.copy(binary, out);
            Files.copy(kernel, out);
        }
    }
}
