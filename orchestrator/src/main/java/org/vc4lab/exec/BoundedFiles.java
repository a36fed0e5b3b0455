// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files that others wrote into memory, unless they are too large for it. */
public final class BoundedFiles {
    private static final int LIMIT_MIB = 64;

    private BoundedFiles() {}

    /** The content; an {@link IOException} that names the limit if the file is larger. */
    public static byte[] readBytes(Path file) throws IOException {
        return readBytes(file, LIMIT_MIB);
    }

    public static byte[] readBytes(Path file, int limitMib) throws IOException {
        if (Files.size(file) > (long) limitMib << 20) {
            throw new IOException(file + " is larger than the limit of " + limitMib + " MiB");
        }
        return Files.readAllBytes(file);
    }

    /** The content as text; bytes that the encoding does not have are replaced. */
    public static String readString(Path file, Charset charset) throws IOException {
        return new String(readBytes(file), charset);
    }
}
