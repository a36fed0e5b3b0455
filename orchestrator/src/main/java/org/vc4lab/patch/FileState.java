// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** What a path is: absent, or a plain file with these bytes. Two states are equal where the files would be the same. */
public sealed interface FileState {

    /** There is no such file. */
    record Absent() implements FileState {}

    /**
     * A plain file.
     *
     * @param content one character a byte (ISO 8859-1)
     */
    record Present(String content, boolean executable) implements FileState {}

    /** What stands on the disk. A link or a folder is an error: patches change plain files. */
    static FileState read(Path file) throws IOException {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Absent();
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("not a plain file: " + file);
        }
        return new Present(Files.readString(file, StandardCharsets.ISO_8859_1), Files.isExecutable(file));
    }

    /** Makes the file like this. It is replaced as a whole, so that nobody ever sees a half of it. */
    default void writeTo(Path file) throws IOException {
        if (!(this instanceof Present present)) {
            Files.deleteIfExists(file);
            return;
        }
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".vc4lab-new");
        Files.writeString(fresh, present.content(), StandardCharsets.ISO_8859_1);
        if (present.executable()) {
            Files.setPosixFilePermissions(fresh, executablePermissions());
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Set<PosixFilePermission> executablePermissions() {
        return PosixFilePermissions.fromString("rwxr-xr-x");
    }
}
