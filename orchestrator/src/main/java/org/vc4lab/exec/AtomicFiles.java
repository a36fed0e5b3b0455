// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes files that readers find complete or not at all. */
public final class AtomicFiles {
    private AtomicFiles() {}

    /** Writes a file that does not exist yet. */
    @FunctionalInterface
    public interface FileWriter<E extends Exception> {
        void write(Path file) throws IOException, E;
    }

    public static void write(Path file, byte[] content) throws IOException {
        AtomicFiles.<IOException>write(file, temporary -> Files.write(temporary, content));
    }

    /** In UTF-8. */
    public static void write(Path file, String content) throws IOException {
        AtomicFiles.<IOException>write(file, temporary -> Files.writeString(temporary, content));
    }

    /** One line each, in UTF-8. */
    public static void write(Path file, Iterable<String> lines) throws IOException {
        AtomicFiles.<IOException>write(file, temporary -> Files.write(temporary, lines));
    }

    /** Lets the writer write a temporary file beside the file, and renames it. */
    public static <E extends Exception> void write(Path file, FileWriter<E> writer) throws IOException, E {
        Path temporary = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".new");
        try {
            writer.write(temporary);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
