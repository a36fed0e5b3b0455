// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

/**
 * A file of the Debian archive, pinned.
 *
 * @param pool its path below the root of an archive
 * @param sha256 64 lower-case hexadecimal digits
 */
public record PinnedFile(String pool, String sha256) {
    public PinnedFile {
        if (!sha256.matches("[0-9a-f]{64}")) {
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
