// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.ProcessIdentity;

/**
 * A temporary folder that only this user can enter, with a path short enough for a socket. It is deleted when it is
 * closed or when the JVM ends, and after a kill by the next process that needs one. A file beside it names its process:
 * what is inside a guest may change.
 */
public final class PrivateTempDirectory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PrivateTempDirectory.class.getName());
    private static final String OWNER_SUFFIX = ".owner";
    private static final String OWNER_FILES = "vc4lab-*" + OWNER_SUFFIX;

    private final Path ownerFile;
    private final Path path;
    private final Queue<Path> extraFiles = new ConcurrentLinkedQueue<>();
    private final Thread shutdownHook = new Thread(this::delete, "removal of a private folder");

    private PrivateTempDirectory(Path ownerFile) {
        this.ownerFile = ownerFile;
        this.path = folderOf(ownerFile);
    }

    /**
     * A new one, below the system's temporary folder.
     *
     * @param prefix begins with {@code vc4lab-}
     * @throws IOException also if this JVM is shutting down, and could not delete it
     */
    public static PrivateTempDirectory create(String prefix) throws IOException {
        PrivateTempDirectory folder = new PrivateTempDirectory(Files.createTempFile(prefix, OWNER_SUFFIX));
        try {
            Runtime.getRuntime().addShutdownHook(folder.shutdownHook);
        } catch (IllegalStateException shuttingDown) {
            folder.delete();
            throw new IOException("this process is about to end", shuttingDown);
        }
        try {
            Files.writeString(folder.ownerFile, ProcessIdentity.self().label());
            sweep(folder.ownerFile);
            Files.createDirectory(
                    folder.path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return folder;
        } catch (IOException failed) {
            folder.close();
            throw failed;
        }
    }

    private static Path folderOf(Path ownerFile) {
        String name = ownerFile.getFileName().toString();
        return ownerFile.resolveSibling(name.substring(0, name.length() - OWNER_SUFFIX.length()));
    }

    /** Deletes the folders of this user's processes that have ended. */
    private static void sweep(Path own) throws IOException {
        try (DirectoryStream<Path> ownerFiles = Files.newDirectoryStream(own.resolveSibling(""), OWNER_FILES)) {
            for (Path ownerFile : ownerFiles) {
                try {
                    if (hasEnded(ownerFile, Files.getOwner(own))) {
                        delete(ownerFile);
                    }
                } catch (IOException failed) { // such as if another process deletes it at the same time
                    LOG.log(Level.DEBUG, "not swept: " + ownerFile, failed);
                }
            }
        }
    }

    private static boolean hasEnded(Path ownerFile, UserPrincipal user) throws IOException {
        if (!Files.getOwner(ownerFile, LinkOption.NOFOLLOW_LINKS).equals(user)) {
            return false;
        }
        ProcessIdentity self = ProcessIdentity.self();
        return ProcessIdentity.parse(BoundedFiles.readString(ownerFile, StandardCharsets.UTF_8))
                .filter(owner -> owner.hasEnded(self))
                .isPresent();
    }

    private static void delete(Path ownerFile) throws IOException {
        PathUtils.delete(folderOf(ownerFile));
        Files.deleteIfExists(ownerFile);
    }

    /** The folder. */
    public Path path() {
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
            delete(ownerFile);
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
