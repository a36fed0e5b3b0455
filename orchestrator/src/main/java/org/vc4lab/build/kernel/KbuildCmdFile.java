// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads ".name.cmd", in which kbuild lists the inputs of the file beside it: "source_name := PATH" for the source, then
 * a line " PATH \" for each file that it includes, also generated and system headers.
 */
final class KbuildCmdFile {
    private KbuildCmdFile() {}

    static boolean isCmdFile(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") && name.endsWith(".cmd");
    }

    /** Relative paths are below the kernel's object folder. */
    static Set<String> readInputs(Path list) throws IOException {
        return new String(Files.readAllBytes(list), StandardCharsets.UTF_8)
                .lines()
                .flatMap(line -> parsePath(line).stream())
                .collect(Collectors.toSet());
    }

    /** Skips configuration options between the files: "$(wildcard include/config/...)". */
    private static Optional<String> parsePath(String line) {
        int value = line.indexOf(" := ");
        if (line.startsWith("source_") && value > 0) {
            return Optional.of(line.substring(value + " := ".length()));
        }
        if (!line.startsWith("  ")) {
            return Optional.empty();
        }
        String item = (line.endsWith(" \\") ? line.substring(0, line.length() - 2) : line).strip();
        return item.startsWith("$") ? Optional.empty() : Optional.of(item);
    }
}
