// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;

/** A temporary folder. Closing it deletes it with all that is in it. */
public record TempDirectory(Path path) implements AutoCloseable {
    /** A new folder below the system's temporary folder, with this prefix in its name. */
    public static TempDirectory create(String prefix) throws IOException {
        return new TempDirectory(Files.createTempDirectory(prefix));
    }

    @Override
    public void close() throws IOException {
        PathUtils.delete(path);
    }
}
