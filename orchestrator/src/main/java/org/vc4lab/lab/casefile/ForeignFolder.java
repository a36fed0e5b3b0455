// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.vc4lab.guest.PrivateTempDirectory;

/**
 * A stranger's folder on its way into a private one. It is read once, as its owner may change it at any time: what is
 * checked in the copy is what is used. No link is followed, also if one takes the place of a file or folder meanwhile.
 */
final class ForeignFolder {
    static final int MOST_ENTRIES = 10_000;
    static final int MOST_MIB = 64;
    private static final int MOST_LEVELS = 16;

    private final Path source;
    private int entries;
    private long size;

    private ForeignFolder(Path source) {
        this.source = source;
    }

    /**
     * A copy, in a folder of the same name, which is deleted when this process ends. Hidden entries are left out.
     *
     * @throws IllegalArgumentException if there is something else in it than files and folders, or too much
     */
    static Path copy(Path source) throws IOException {
        PrivateTempDirectory temporary = PrivateTempDirectory.create("vc4lab-case-");
        try {
            Path copy = Files.createDirectory(temporary.path().resolve(String.valueOf(source.getFileName())));
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(source)) {
                new ForeignFolder(source).copy(secure(stream), source, copy);
            }
            return copy;
        } catch (IOException | RuntimeException failed) {
            temporary.close();
            throw failed;
        }
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        throw new IOException("this system cannot read a folder without following links");
    }

    private void copy(SecureDirectoryStream<Path> stream, Path folder, Path copy) throws IOException {
        for (Path listed : stream) {
            Path name = listed.getFileName();
            if (name.toString().startsWith(".")) {
                continue; // such as .git; nothing in a case.yaml can name one
            }
            Path entry = folder.resolve(name);
            entries++;
            require(entries <= MOST_ENTRIES, source + " has more than " + MOST_ENTRIES + " files and folders");
            BasicFileAttributes attributes = stream.getFileAttributeView(
                            name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
            if (attributes.isDirectory()) {
                require(
                        source.relativize(entry).getNameCount() < MOST_LEVELS,
                        entry + " is more than " + MOST_LEVELS + " levels below the case's folder");
                try (SecureDirectoryStream<Path> inner = stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    copy(inner, entry, Files.createDirectory(copy.resolve(name)));
                }
            } else {
                require( // opening a FIFO would block
                        attributes.isRegularFile(),
                        entry + " is no plain file: links in a case's folder are not followed, and of other kinds of"
                                + " files nothing is read");
                copyFile(stream, name, copy.resolve(name));
            }
        }
    }

    private void copyFile(SecureDirectoryStream<Path> stream, Path name, Path copy) throws IOException {
        long left = ((long) MOST_MIB << 20) - size;
        try (InputStream in = Channels.newInputStream(
                stream.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))) {
            byte[] bytes = in.readNBytes((int) left + 1);
            require(bytes.length <= left, source + " is larger than the limit of " + MOST_MIB + " MiB");
            size += bytes.length;
            Files.write(copy, bytes);
        }
    }

    private static void require(boolean isRight, String refusal) {
        if (!isRight) {
            throw new IllegalArgumentException(refusal);
        }
    }
}
