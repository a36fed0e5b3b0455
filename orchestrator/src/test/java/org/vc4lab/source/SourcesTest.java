// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.ProcessRunner;

/** Gets files from a real HTTP server on this machine. */
class SourcesTest {
    private static final byte[] CONTENT = "a tarball, so to speak".repeat(1000).getBytes(StandardCharsets.US_ASCII);
    private static final Pinned WANTED = new Pinned("pool/main/t/thing/thing_1.tar.xz", Sha256.of(CONTENT));

    private final Path cache;
    private final Path scratch;
    private final Path shelf;
    private final List<Optional<String>> ranges = new ArrayList<>();
    private final HttpServer server;

    SourcesTest(@TempDir Path folder) throws IOException {
        this.cache = Files.createDirectory(folder.resolve("cache"));
        this.scratch = Files.createDirectory(folder.resolve("scratch"));
        this.shelf = Files.createDirectory(folder.resolve("shelf"));
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Answers with what one handler a request says; the last one goes on. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private void answers(Answer... answers) {
        server.createContext("/debian/" + WANTED.pool(), exchange -> {
            ranges.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")));
            answers[Math.min(ranges.size(), answers.length) - 1].to(exchange);
            exchange.close();
        });
    }

    private static void whole(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, CONTENT.length);
        exchange.getResponseBody().write(CONTENT);
    }

    private static void firstHalf(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, CONTENT.length);
        OutputStream body = exchange.getResponseBody();
        body.write(CONTENT, 0, CONTENT.length / 2);
        body.flush();
    }

    private static void secondHalf(HttpExchange exchange) throws IOException {
        int half = CONTENT.length / 2;
        exchange.sendResponseHeaders(206, CONTENT.length - half);
        exchange.getResponseBody().write(CONTENT, half, CONTENT.length - half);
    }

    private Sources sources() {
        Map<String, String> environment = Map.of(
                Archive.VARIABLE,
                "http://localhost:" + server.getAddress().getPort() + "/debian",
                SourceFolders.VARIABLE,
                shelf.toString());
        return new Sources(
                environment,
                new Archive(environment, new ProcessRunner()),
                new Download(Duration.ofMillis(1), Duration.ofSeconds(10)),
                cache,
                scratch);
    }

    private Path get() throws IOException, InterruptedException {
        return sources().get(WANTED, Transfer.silent());
    }

    @Test
    void downloadsOnce() throws Exception {
        answers(SourcesTest::whole);
        Path first = get();
        assertThat(first).hasBinaryContent(CONTENT).hasFileName("thing_1.tar.xz");
        assertThat(get()).isEqualTo(first);
        assertThat(ranges).hasSize(1);
    }

    @Test
    void reportsItsProgress() throws Exception {
        answers(SourcesTest::whole);
        List<String> told = new ArrayList<>();
        sources().get(WANTED, (name, bytes, total) -> told.add(name + " " + bytes + "/" + total));
        assertThat(told).last().isEqualTo("thing_1.tar.xz " + CONTENT.length + "/" + CONTENT.length);
    }

    @Test
    void resumesABrokenDownload() throws Exception {
        answers(SourcesTest::firstHalf, SourcesTest::secondHalf);
        assertThat(get()).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly(Optional.empty(), Optional.of("bytes=" + CONTENT.length / 2 + "-"));
    }

    @Test
    void retriesAfterAServerError() throws Exception {
        answers(exchange -> exchange.sendResponseHeaders(503, -1), SourcesTest::whole);
        assertThat(get()).hasBinaryContent(CONTENT);
    }

    @Test
    void aMissingFileIsNotRetried() {
        answers(exchange -> exchange.sendResponseHeaders(404, -1));
        assertThatThrownBy(this::get)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("404")
                .hasMessageContaining(WANTED.pool())
                .hasMessageContaining(SourceFolders.VARIABLE)
                .hasMessageContaining(WANTED.sha256());
        assertThat(ranges).hasSize(1);
    }

    @Test
    void aWrongHashIsAnErrorAndLeavesNothing() throws IOException {
        byte[] other = "something else".getBytes(StandardCharsets.US_ASCII);
        answers(exchange -> {
            exchange.sendResponseHeaders(200, other.length);
            exchange.getResponseBody().write(other);
        });
        assertThatThrownBy(this::get)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("expected SHA-256 " + WANTED.sha256())
                .hasMessageContaining("got " + Sha256.of(other));
        assertThat(scratch).isEmptyDirectory();
        assertThat(cache.resolve(WANTED.sha256())).isEmptyDirectory();
    }

    @Test
    void aLocalFileIsFoundByItsHash() throws Exception {
        Path atHand = Files.write(shelf.resolve("renamed"), CONTENT);
        Files.writeString(shelf.resolve(WANTED.fileName()), "the right name, and the wrong content");
        assertThat(get()).isEqualTo(atHand);
    }

    @Test
    void aDamagedDownloadIsFetchedAgain() throws Exception {
        answers(SourcesTest::whole);
        Files.writeString(get(), "bit rot");
        assertThat(get()).hasBinaryContent(CONTENT);
    }

    @Test
    void aMissingFolderIsNamed() throws IOException {
        Files.delete(shelf);
        assertThatThrownBy(this::get).hasMessageContaining(shelf.toString());
    }
}
