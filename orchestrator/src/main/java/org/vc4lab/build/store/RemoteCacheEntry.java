// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.io.file.PathUtils;

/**
 * An entry of the store in a remote cache: a tar.gz of its files and its manifest. A download is used only if all bytes
 * match the manifest and the manifest has the requested inputs. A cache that does not answer is reported and ignored.
 */
record RemoteCacheEntry(String name, CacheKey key, RemoteCache remoteCache) {
    private static final int EXECUTABLE = 0755;
    private static final int PLAIN = 0644;

    static RemoteCacheEntry of(String kind, CacheKey key, RemoteCache remoteCache) {
        return new RemoteCacheEntry(kind + "/" + key.id() + ".tar.gz", key, remoteCache);
    }

    /**
     * Downloads the entry to a folder, if the cache has it and it is intact.
     *
     * @param folder an empty one; stays empty or is deleted if there is no entry
     * @param archive a path that does not exist
     */
    boolean fetch(Path folder, Path archive, Progress progress) throws IOException, InterruptedException {
        boolean intact = false;
        try {
            if (remoteCache.get(name, archive)) {
                unpack(archive, folder);
                intact = isIntact(folder);
                if (!intact) {
                    progress.note("the share's " + name + " is damaged, and is not used");
                }
            }
        } catch (IOException failed) {
            progress.note("the share does not give " + name + ": " + failed);
        } finally {
            Files.deleteIfExists(archive);
            if (!intact) {
                PathUtils.delete(folder);
            }
        }
        return intact;
    }

    private boolean isIntact(Path folder) throws IOException {
        Optional<Manifest> manifest = Manifest.read(folder);
        boolean intact = manifest.isPresent()
                && manifest.get().hasInputs(key.inputs())
                && manifest.get().findDamaged(folder).isEmpty();
        Files.deleteIfExists(folder.resolve(Manifest.NAME));
        return intact;
    }

    /** Uploads the entry. */
    void upload(Path entry, Path archive, Progress progress) throws IOException, InterruptedException {
        if (remoteCache == RemoteCache.NONE) {
            return;
        }
        try {
            pack(entry, archive);
            remoteCache.put(name, archive);
        } catch (IOException failed) {
            progress.note("the share does not take " + name + ": " + failed);
        } finally {
            Files.deleteIfExists(archive);
        }
    }

    private static void pack(Path entry, Path archive) throws IOException {
        List<Path> files = CacheKey.listFiles(entry);
        try (OutputStream out = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Path file : files) {
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
    private static void unpack(Path archive, Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(archive);
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(in))) {
            for (TarArchiveEntry member = tar.getNextEntry(); member != null; member = tar.getNextEntry()) {
                Path file = folder.resolve(member.getName()).normalize();
                if (!member.isFile() || member.isLink() || member.isSymbolicLink() || !file.startsWith(folder)) {
                    throw new IOException("not a plain file of the entry: " + member.getName());
                }
                Files.createDirectories(file.resolveSibling(""));
                Files.copy(tar, file);
                if ((member.getMode() & 0111) != 0 && !file.toFile().setExecutable(true, false)) {
                    throw new IOException("cannot be made executable: " + file);
                }
            }
        }
    }
}
