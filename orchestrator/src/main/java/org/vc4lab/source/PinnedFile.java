// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.util.regex.Pattern;

/**
 * A file of the Debian archive, pinned.
 *
 * @param pool its path below the root of an archive
 * @param sha256 64 lower-case hexadecimal digits
 */
public record PinnedFile(String pool, String sha256) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public PinnedFile {
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("not a SHA-256 in lower-case hexadecimal: " + sha256);
        }
        if (pool.startsWith("/") || pool.contains("..") || pool.contains(":")) {
            throw new IllegalArgumentException("not a path below the root of an archive: " + pool);
        }
    }

    /** The name of the file, without its folders. */
    public String fileName() {
        return pool.substring(pool.lastIndexOf('/') + 1);
    }
}
