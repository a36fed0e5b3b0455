// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vc4lab.exec.Command;

/** The code that takes the machine from AArch64 to AArch32 and into the 32-bit kernel that stands behind it. */
final class Armstub {
    private static final String TOOLS = "aarch64-linux-gnu-";
    /** LOAD_OFFSET less TEXT_OFFSET of armstub.S: the room before the stub for a kernel that it moves there. */
    private static final long MOST_BYTES = (32 << 20) - (32 << 10);

    private final Workbench bench;
    private final Path source;

    Armstub(Workbench bench, Path source) {
        this.bench = bench;
        this.source = source;
    }

    Key addTo(Key key) throws IOException {
        return key.files("armstub", source);
    }

    /** Writes what {@code -kernel} gets. */
    void putInFrontOf(Path kernel, Path image, Path scratch) throws IOException, InterruptedException {
        if (Files.size(kernel) > MOST_BYTES) {
            throw new IOException("the boot stub moves no kernel of more than " + MOST_BYTES + " bytes: " + kernel
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
            argv.set(0, TOOLS + step.get(0));
            bench.run(Command.of(argv), List.of(source), List.of(scratch)).orThrow();
        }
        try (OutputStream out = Files.newOutputStream(image)) {
            Files.copy(binary, out);
            Files.copy(kernel, out);
        }
    }
}
