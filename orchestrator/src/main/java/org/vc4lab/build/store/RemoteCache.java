// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.exec.AtomicFiles;

/** A cache that machines share, with names such as {@code kernel/0123abcd.tar.gz}. */
public sealed interface RemoteCache {
    /** The environment variable with its location: a folder, or an http or https address. */
    String VARIABLE = "VC4LAB_SHARE";

    /** Downloads an object to a file; false if the cache does not have it. */
    boolean get(String name, Path file) throws IOException, InterruptedException;

    /** Uploads a file atomically. It replaces an object of the same name, which is equal. */
    void put(String name, Path file) throws IOException, InterruptedException;

    /** An entry of a store in this cache. */
    default RemoteCacheEntry entry(String kind, CacheKey key) {
        return new RemoteCacheEntry(kind + "/" + key.id() + ".tar.gz", key, this);
    }

    /** The cache at an address or in a folder; none for "". */
    static Optional<RemoteCache> of(String location) {
        if (location.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                location.matches("https?://.*")
                        ? new HttpRemoteCache(URI.create(location.endsWith("/") ? location : location + "/"))
                        : new DirectoryRemoteCache(Path.of(location).toAbsolutePath()));
    }

    /** A folder that several machines mount, for example with NFS. */
    record DirectoryRemoteCache(Path folder) implements RemoteCache {
        @Override
        public boolean get(String name, Path file) throws IOException {
            try {
                Files.copy(folder.resolve(name), file, StandardCopyOption.REPLACE_EXISTING);
                return true;
            } catch (NoSuchFileException missing) {
                return false;
            }
        }

        @Override
        public void put(String name, Path file) throws IOException {
            Path target = folder.resolve(name);
            Files.createDirectories(target.resolveSibling(""));
            AtomicFiles.<IOException>write(target, temporary -> Files.copy(file, temporary));
        }
    }

    /** Any HTTP server that takes GET and PUT. */
    record HttpRemoteCache(URI base, HttpClient client) implements RemoteCache {
        private static final Duration CONNECT = Duration.ofSeconds(10);
        private static final Duration LIMIT = Duration.ofMinutes(10);

        HttpRemoteCache(URI base) {
            this(base, HttpClient.newBuilder().connectTimeout(CONNECT).build());
        }

        @Override
        public boolean get(String name, Path file) throws IOException, InterruptedException {
            HttpResponse<Path> response =
                    client.send(requestFor(name).GET().build(), HttpResponse.BodyHandlers.ofFile(file));
            if (response.statusCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                Files.deleteIfExists(file);
                return false;
            }
            requireSuccess("GET", response);
            return true;
        }

        @Override
        public void put(String name, Path file) throws IOException, InterruptedException {
            HttpRequest request = requestFor(name)
                    .PUT(HttpRequest.BodyPublishers.ofFile(file))
                    .build();
            requireSuccess("PUT", client.send(request, HttpResponse.BodyHandlers.discarding()));
        }

        private HttpRequest.Builder requestFor(String name) {
            return HttpRequest.newBuilder(base.resolve(name)).timeout(LIMIT);
        }

        private static void requireSuccess(String method, HttpResponse<?> response) throws IOException {
            if (response.statusCode() / 100 != 2) {
                throw new IOException(method + " " + response.uri() + ": status " + response.statusCode());
            }
        }
    }

    /**
     * An entry of the store in a remote cache: a tar.gz of its files and its manifest. A download is used only if all
     * bytes match the manifest and the manifest has the requested inputs. A cache that does not answer is reported and
     * ignored.
     */
    record RemoteCacheEntry(String name, CacheKey key, RemoteCache remoteCache) {
        private static final System.Logger LOG = System.getLogger(RemoteCacheEntry.class.getName());
        private static final int EXECUTABLE = 0755;
        private static final int PLAIN = 0644;

        /**
         * Downloads the entry to a folder, if the cache has it and it is intact.
         *
         * @param folder an empty one; stays empty or is deleted if there is no entry
         * @param archive a path that does not exist
         */
        boolean fetch(Path folder, Path archive, Progress progress) throws IOException, InterruptedException {
            boolean intact = false;
            try {
                boolean downloaded = remoteCache.get(name, archive);
                LOG.log(Level.DEBUG, "{0} of {1}: {2}", name, remoteCache, downloaded ? "downloaded" : "not there");
                if (downloaded) {
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
                    && manifest.get().inputs().equals(key.inputs())
                    && manifest.get().findDamaged(folder).isEmpty();
            Files.deleteIfExists(folder.resolve(Manifest.NAME));
            return intact;
        }

        void upload(Path entry, Path archive, Progress progress) throws IOException, InterruptedException {
            try {
                pack(entry, archive);
                remoteCache.put(name, archive);
                LOG.log(Level.DEBUG, "{0} is uploaded to {1}", name, remoteCache);
            } catch (IOException failed) {
                progress.note("the share does not take " + name + ": " + failed);
            } finally {
                Files.deleteIfExists(archive);
            }
        }

        private static void pack(Path entry, Path archive) throws IOException {
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
}
