// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Removes what a program in a container must not leave in a folder of this host. A link that the program created may
 * lead this process to any file of the host, and opening a FIFO would block forever.
 */
final class UntrustedOutputSanitizer {
    private UntrustedOutputSanitizer() {}

    /** Deletes pipes, sockets, devices, and links that lead out of the folder. */
    static void sanitize(Path folder) throws IOException {
        Path real = folder.toRealPath();
        Files.walkFileTree(real, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isOther() || (attributes.isSymbolicLink() && !pointsInto(real, file))) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
                if (failed instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // its owner has deleted it in the meantime
                }
                throw failed;
            }
        });
    }

    private static boolean pointsInto(Path folder, Path link) {
        try {
            return link.toRealPath().startsWith(folder);
        } catch (IOException nowhere) {
            return false;
        }
    }
}
