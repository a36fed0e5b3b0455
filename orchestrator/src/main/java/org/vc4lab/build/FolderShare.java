// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A folder that several machines see, such as one of NFS. */
record FolderShare(Path folder) implements Share {
    @Override
    public boolean get(String name, Path file) throws IOException {
        try {
            Files.copy(folder.resolve(name), file, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (NoSuchFileException missing) {
            return false;
        }
    }

    @Override
    public void put(String name, Path file) throws IOException {
        Path place = folder.resolve(name);
        Files.createDirectories(place.resolveSibling(""));
        Path beside = place.resolveSibling(place.getFileName() + "." + UUID.randomUUID());
        try {
            Files.copy(file, beside);
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
