// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Reads files that others wrote into memory, unless they are too large for it. */
public final class BoundedFiles {
    private static final int LIMIT_MIB = 64;

    private BoundedFiles() {}

    /** The content; an {@link IOException} that names the limit if the file is larger. */
    public static byte[] readBytes(Path file) throws IOException {
        return readBytes(file, LIMIT_MIB);
    }

    public static byte[] readBytes(Path file, int limitMib) throws IOException {
        return read(file, limitMib);
    }

    private static byte[] read(Path file, int limitMib, LinkOption... links) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class, links).isRegularFile()) {
            throw new IOException(file + " is not a regular file"); // opening a FIFO would block
        }
        int limit = limitMib << 20;
        try (InputStream in = Files.newInputStream(file, links)) {
            byte[] bytes = in.readNBytes(limit + 1); // the size of a file in /proc is 0
            if (bytes.length > limit) {
                throw new IOException(file + " is larger than the limit of " + limitMib + " MiB");
            }
            return bytes;
        }
    }

    /** The content as text; bytes that the encoding does not have are replaced. */
    public static String readString(Path file, Charset charset) throws IOException {
        return readString(file, charset, LIMIT_MIB);
    }

    public static String readString(Path file, Charset charset, int limitMib) throws IOException {
        return new String(readBytes(file, limitMib), charset);
    }

    /** The same of a file that an untrusted program writes, which may have put a link to another one in its place. */
    public static String readPlainString(Path file, Charset charset) throws IOException {
        return new String(readPlainBytes(file, LIMIT_MIB), charset);
    }

    public static byte[] readPlainBytes(Path file, int limitMib) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no plain file");
        }
        return read(file, limitMib, LinkOption.NOFOLLOW_LINKS); // one may have taken its place since
    }
}
