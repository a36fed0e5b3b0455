// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.exit;

import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a user names, to be read. */
public final class InputFile {
    private InputFile() {}

    /**
     * Refuses what cannot be read from its begin to its end.
     *
     * @throws UsageException if it is such a file, or none
     */
    public static Path require(Path file) {
        if (Files.isDirectory(file)) {
            throw new UsageException(file + " is a folder; name a file in it");
        }
        if (!Files.exists(file)) {
            throw new UsageException("no such file: " + file);
        }
        if (!Files.isRegularFile(file)) {
            throw new UsageException(file + " is no regular file; copy what it has into one");
        }
        if (!Files.isReadable(file)) {
            throw new UsageException(file + " cannot be read: see its permissions");
        }
        return file;
    }
}
