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

/** The code that takes the machine from AArch64 to AArch32 and into the 32-bit kernel that stands behind it. */
final class Armstub {
    private static final String TOOL_PREFIX = "aarch64-linux-gnu-";
    /** LOAD_OFFSET less TEXT_OFFSET of armstub.S: the room before the stub for a kernel that it moves there. */
    private static final long MAX_KERNEL_BYTES = (32 << 20) - (32 << 10);

    private final BuildEnvironment buildEnvironment;
    private final Path source;

    Armstub(BuildEnvironment buildEnvironment, Path source) {
        this.buildEnvironment = buildEnvironment;
        this.source = source;
    }

    CacheKey addTo(CacheKey key) throws IOException {
        return key.addFiles("armstub", source);
    }

    /** Writes what {@code -kernel} gets. */
    void prependTo(Path kernel, Path image, Path scratch) throws IOException, InterruptedException {
        if (Files.size(kernel) > MAX_KERNEL_BYTES) {
            throw new IOException("the boot stub moves no kernel of more than " + MAX_KERNEL_BYTES + " bytes: " + kernel
                    + "; a configuration with less in it is needed");
        }
        Path object = scratch.resolve("armstub.o");
        Path linked = scratch.resolve("armstub.elf");
        Path binary = scratch.resolve("armstub.bin");
        for (List<String> step : List.of(
                List.of("as", "-o", object.toString(), source.toString()),
                List.of("ld", "-Ttext=0", "-e", "0", "-o", linked.toString(), object.toString()),
                List.of("objcopy", "-O", "binary", "-j", ".text", linked.toString(), binary.toString()))) {
            List<String> argv = new java.util.ArrayList<>(step);
            argv.set(0, TOOL_PREFIX + step.get(0));
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
