// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

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
        HttpRequest request =
                requestFor(name).PUT(HttpRequest.BodyPublishers.ofFile(file)).build();
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
