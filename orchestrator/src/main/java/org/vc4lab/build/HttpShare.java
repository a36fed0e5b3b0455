// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

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
record HttpShare(URI base, HttpClient client) implements Share {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofMinutes(10);

    HttpShare(URI base) {
        this(base, HttpClient.newBuilder().connectTimeout(CONNECT).build());
    }

    @Override
    public boolean get(String name, Path file) throws IOException, InterruptedException {
        HttpResponse<Path> answer = client.send(request(name).GET().build(), HttpResponse.BodyHandlers.ofFile(file));
        if (answer.statusCode() == HttpURLConnection.HTTP_NOT_FOUND) {
            Files.deleteIfExists(file);
            return false;
        }
        good("GET", answer);
        return true;
    }

    @Override
    public void put(String name, Path file) throws IOException, InterruptedException {
        HttpRequest request =
                request(name).PUT(HttpRequest.BodyPublishers.ofFile(file)).build();
        good("PUT", client.send(request, HttpResponse.BodyHandlers.discarding()));
    }

    private HttpRequest.Builder request(String name) {
        return HttpRequest.newBuilder(base.resolve(name)).timeout(LIMIT);
    }

    private static void good(String method, HttpResponse<?> answer) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(method + " " + answer.uri() + ": status " + answer.statusCode());
        }
    }
}
