// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.commons.io.file.PathUtils;

/**
 * A temporary folder that only this user can enter, with a path short enough for a socket. It is deleted when it is
 * closed or when the JVM ends.
 */
final class PrivateTempDirectory implements AutoCloseable {
    private final Path path;
    private final Queue<Path> extraFiles = new ConcurrentLinkedQueue<>();
    private final Thread shutdownHook = new Thread(this::delete, "removal of a private folder");

    private PrivateTempDirectory(Path path) {
        this.path = path;
    }

    /** @throws IOException also if this JVM is shutting down, and could not delete it */
    static PrivateTempDirectory create(String prefix) throws IOException {
        PrivateTempDirectory folder = new PrivateTempDirectory(Files.createTempDirectory(prefix));
        try {
            Runtime.getRuntime().addShutdownHook(folder.shutdownHook);
        } catch (IllegalStateException shuttingDown) {
            folder.delete();
            throw new IOException("this process is about to end", shuttingDown);
        }
        return folder;
    }

    Path path() {
        return path;
    }

    /** Adds a file elsewhere to delete with the folder. */
    void deleteOnClose(Path file) {
        extraFiles.add(file);
    }

    private void delete() {
        try {
            for (Path file : extraFiles) {
                Files.deleteIfExists(file);
            }
            PathUtils.delete(path);
        } catch (IOException cannot) {
            throw new UncheckedIOException("cannot remove " + path, cannot);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException shuttingDown) {
            return; // the hook does it
        }
        delete();
    }
}
