// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;

/**
 * A file that exists while make runs. If it exists at the next start, make was killed and may have left a half-written
 * file whose mtime says that it is up to date. So all files written since then are deleted.
 */
record InProgressMarker(Path marker) {
    void set() throws IOException {
        Files.writeString(marker, "");
    }

    void clear() throws IOException {
        Files.deleteIfExists(marker);
    }

    boolean isSet() {
        return Files.exists(marker);
    }

    /** Deletes what may be half written in make's folder, links and not their targets. */
    void deleteHalfWritten(Path folder) throws IOException {
        if (!isSet()) {
            return;
        }
        FileTime since = Files.getLastModifiedTime(marker);
        try (Stream<Path> written = Files.find(
                folder,
                Integer.MAX_VALUE,
                (file, attributes) -> !attributes.isDirectory()
                        && attributes.lastModifiedTime().compareTo(since) >= 0)) {
            for (Path file : written.toList()) {
                Files.delete(file);
            }
        }
        clear();
    }
}
