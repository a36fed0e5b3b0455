// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * An entry of the store as one file: a tar.gz of its files and its manifest.
 *
 * @param maxBytes of all files together
 */
record EntryArchive(Path archive, long maxBytes, int maxFiles) {
    private static final int EXECUTABLE = 0755;
    private static final int PLAIN = 0644;

    void pack(Path entry) throws IOException {
        try (OutputStream out = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Path file : CacheKey.listFiles(entry)) {
                TarArchiveEntry member =
                        new TarArchiveEntry(entry.relativize(file).toString());
                member.setSize(Files.size(file));
                member.setMode(Files.isExecutable(file) ? EXECUTABLE : PLAIN);
                tar.putArchiveEntry(member);
                Files.copy(file, tar);
                tar.closeArchiveEntry();
            }
        }
    }

    /** Unpacks plain files below the folder, and refuses all else. */
    void unpack(Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(archive);
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(RemoteStorage.limited(new GZIPInputStream(in), maxBytes))) {
            int files = 0;
            for (TarArchiveEntry member = tar.getNextEntry(); member != null; member = tar.getNextEntry()) {
                if (++files > maxFiles) {
                    throw new IOException("too many files, limit " + maxFiles);
                }
                unpack(member, tar, folder);
            }
        }
    }

    private static void unpack(TarArchiveEntry member, TarArchiveInputStream tar, Path folder) throws IOException {
        Path file = folder.resolve(member.getName());
        if (member.getLinkFlag() != TarConstants.LF_NORMAL
                || !file.normalize().equals(file)
                || !file.startsWith(folder)) {
            throw new IOException("not a plain file of the entry: " + member.getName());
        }
        Files.createDirectories(file.resolveSibling(""));
        Files.copy(tar, file);
        if ((member.getMode() & 0111) != 0 && !file.toFile().setExecutable(true, false)) {
            throw new IOException("cannot be made executable: " + file);
        }
    }
}
