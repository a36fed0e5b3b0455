// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which files of a tree went into its objects, as kbuild's ".name.o.cmd" files tell. What was compiled once and is not
 * any more is told too: more than needed, never less.
 */
final class KernelInputFiles {
    private KernelInputFiles() {}

    /** Their paths below the source folder, sorted. */
    static List<String> below(Path source, Path objects) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        try (Stream<Path> all = Files.walk(objects)) {
            for (Path one : all.filter(KernelInputFiles::isCommand).toList()) {
                for (String line :
                        Files.readString(one, StandardCharsets.ISO_8859_1).split("\n", -1)) {
                    named(line, source + "/").ifPresent(found::add);
                }
            }
        }
        return List.copyOf(found);
    }

    /** "source_x.o := PATH", or a line " PATH \" of the list behind it. */
    private static Optional<String> named(String line, String below) {
        boolean compiled = line.startsWith("source_");
        int begin = compiled ? line.indexOf(" := ") + " := ".length() : "  ".length();
        if ((!compiled && !line.startsWith("  ")) || !line.startsWith(below, begin)) {
            return Optional.empty();
        }
        String path = line.substring(begin + below.length());
        return Optional.of(path.endsWith(" \\") ? path.substring(0, path.length() - 2) : path);
    }

    private static boolean isCommand(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") && name.endsWith(".cmd");
    }
}
