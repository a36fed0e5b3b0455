// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;

/**
 * A file in an object folder while make runs there. If it exists at the next start, make was killed and may have left a
 * half-written file whose mtime says that it is up to date. So all files written since then are deleted.
 */
final class InProgressMarker {
    private static final String NAME = ".vc4lab-busy";

    private InProgressMarker() {}

    static void set(Path folder) throws IOException {
        Files.writeString(folder.resolve(NAME), "");
    }

    static void clear(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(NAME));
    }

    static boolean isSet(Path folder) {
        return Files.exists(folder.resolve(NAME));
    }

    /** Deletes what may be half written; returns whether there was a marker. */
    static boolean deleteHalfWritten(Path folder) throws IOException {
        Path marker = folder.resolve(NAME);
        if (!isSet(folder)) {
            return false;
        }
        FileTime since = Files.getLastModifiedTime(marker);
        try (Stream<Path> written = Files.find(
                folder,
                Integer.MAX_VALUE,
                (file, attributes) -> !attributes.isDirectory()
                        && attributes.lastModifiedTime().compareTo(since) >= 0
                        && !file.equals(marker))) {
            for (Path file : written.toList()) {
                Files.delete(file);
            }
        }
        clear(folder);
        return true;
    }
}
