// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.commons.io.input.BoundedInputStream;
import org.vc4lab.exec.AtomicFiles;

/**
 * Where a remote cache keeps its objects, which have names such as {@code kernel/0123abcd.tar.gz}. Not trusted: it may
 * give anything, endlessly or never. The caller interrupts a transfer that takes too long.
 */
sealed interface RemoteStorage {

    /** Downloads an object of at most so many bytes to a new file; false if there is none. */
    boolean get(String name, Path file, long limit) throws IOException, InterruptedException;

    /** Uploads a file atomically. It replaces an object of the same name. */
    void put(String name, Path file) throws IOException, InterruptedException;

    /** A stream that fails once it has given more bytes than the limit. */
    static InputStream limited(InputStream in, long limit) throws IOException {
        return BoundedInputStream.builder()
                .setInputStream(in)
                .setMaxCount(limit)
                .setOnMaxCount((most, count) -> {
                    throw new IOException("too large, limit " + limit + " bytes");
                })
                .get();
    }

    /** A folder that several machines mount, for example with NFS. */
    record DirectoryStorage(Path folder) implements RemoteStorage {
        @Override
        public boolean get(String name, Path file, long limit) throws IOException {
            try (InputStream in = Files.newInputStream(folder.resolve(name))) {
                Files.copy(limited(in, limit), file);
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
    record HttpStorage(URI base, HttpClient client) implements RemoteStorage {
        private static final Duration CONNECT = Duration.ofSeconds(10);

        HttpStorage(URI base) {
            this(base, HttpClient.newBuilder().connectTimeout(CONNECT).build());
        }

        @Override
        public boolean get(String name, Path file, long limit) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(base.resolve(name)).build();
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                    return false;
                }
                requireSuccess("GET", response);
                Files.copy(limited(body, limit), file);
                return true;
            }
        }

        @Override
        public void put(String name, Path file) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(base.resolve(name))
                    .PUT(HttpRequest.BodyPublishers.ofFile(file))
                    .build();
            requireSuccess("PUT", client.send(request, HttpResponse.BodyHandlers.discarding()));
        }

        private static void requireSuccess(String method, HttpResponse<?> response) throws IOException {
            if (response.statusCode() / 100 != 2) {
                throw new IOException(method + " " + response.uri() + ": status " + response.statusCode());
            }
        }
    }
}
