// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for a while, in the system's place for such; gone with all that is in it when closed. */
public record TemporaryFolder(Path path) implements AutoCloseable {
    /**
     * A new one.
     *
     * @param name what its own begins with
     */
    public static TemporaryFolder of(String name) throws IOException {
        return new TemporaryFolder(Files.createTempDirectory(name));
    }

    @Override
    public void close() throws IOException {
        Folders.delete(path);
    }
}
