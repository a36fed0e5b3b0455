// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.BoundedFiles;

/** The state of a path: absent, or a plain file with these bytes. States are equal if the files would be the same. */
public sealed interface FileState {

    /** There is no such file. */
    record Absent() implements FileState {}

    /**
     * A plain file.
     *
     * @param content one character a byte (ISO 8859-1)
     */
    record Present(String content, boolean executable) implements FileState {}

    /** False if the path below a root is a link or a folder, or leads through a link or a file. */
    static boolean isPlainOrAbsent(Path root, String path) {
        Path file = root.resolve(path);
        Path relative = root.relativize(file);
        for (int depth = 1; depth < relative.getNameCount(); depth++) {
            Path folder = root.resolve(relative.subpath(0, depth));
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && !Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
        }
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * The state of a path below a root.
     *
     * @return empty if not {@link #isPlainOrAbsent}: patches change plain files
     */
    static Optional<FileState> find(Path root, String path) throws IOException {
        Path file = root.resolve(path);
        if (!isPlainOrAbsent(root, path)) {
            return Optional.empty();
        }
        return Optional.of(
                Files.notExists(file, LinkOption.NOFOLLOW_LINKS)
                        ? new Absent()
                        : new Present(
                                BoundedFiles.readString(file, StandardCharsets.ISO_8859_1), Files.isExecutable(file)));
    }

    /**
     * The state of a path below a root.
     *
     * @throws IOException also if {@link #find} is empty
     */
    static FileState read(Path root, String path) throws IOException {
        return find(root, path).orElseThrow(() -> new IOException("not a plain file: " + root.resolve(path)));
    }

    /**
     * Replaces the file as a whole, so that no reader gets a part of it.
     *
     * @throws IOException also if {@link #find} is empty: nothing is written or deleted through a link
     */
    default void writeTo(Path root, String path) throws IOException {
        read(root, path);
        Path file = root.resolve(path);
        if (!(this instanceof Present present)) {
            Files.deleteIfExists(file);
            return;
        }
        Files.createDirectories(file.getParent());
        AtomicFiles.<IOException>write(file, temporary -> {
            Files.writeString(temporary, present.content(), StandardCharsets.ISO_8859_1);
            if (present.executable()) {
                Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        });
    }
}
