// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;

/** A folder for a while, in the system's place for such; gone with all that is in it when closed. */
public record TempDirectory(Path path) implements AutoCloseable {
    /**
     * A new one.
     *
     * @param prefix what its own begins with
     */
    public static TempDirectory create(String prefix) throws IOException {
        return new TempDirectory(Files.createTempDirectory(prefix));
    }

    @Override
    public void close() throws IOException {
        PathUtils.delete(path);
    }
}
