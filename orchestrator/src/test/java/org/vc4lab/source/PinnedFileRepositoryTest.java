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
import org.vc4lab.source.DebianArchive.DownloadListener;

/** Gets files from a real HTTP server on this machine. */
class PinnedFileRepositoryTest {
    private static final byte[] CONTENT = "a tarball, so to speak".repeat(1000).getBytes(StandardCharsets.US_ASCII);
    private static final PinnedFile PINNED = new PinnedFile("pool/main/t/thing/thing_1.tar.xz", Sha256.of(CONTENT));

    private final Path cache;
    private final Path scratch;
    private final Path localFolder;
    private final List<Optional<String>> ranges = new ArrayList<>();
    private final HttpServer server;

    PinnedFileRepositoryTest(@TempDir Path folder) throws IOException {
        this.cache = Files.createDirectory(folder.resolve("cache"));
        this.scratch = Files.createDirectory(folder.resolve("scratch"));
        this.localFolder = Files.createDirectory(folder.resolve("shelf"));
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
    private interface ResponseHandler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private void serve(ResponseHandler... handlers) {
        server.createContext("/debian/" + PINNED.pool(), exchange -> {
            ranges.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")));
            handlers[Math.min(ranges.size(), handlers.length) - 1].handle(exchange);
            exchange.close();
        });
    }

    private static void sendWhole(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, CONTENT.length);
        exchange.getResponseBody().write(CONTENT);
    }

    private static void sendFirstHalf(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, CONTENT.length);
        OutputStream body = exchange.getResponseBody();
        body.write(CONTENT, 0, CONTENT.length / 2);
        body.flush();
    }

    private static void sendSecondHalf(HttpExchange exchange) throws IOException {
        int half = CONTENT.length / 2;
        exchange.sendResponseHeaders(206, CONTENT.length - half);
        exchange.getResponseBody().write(CONTENT, half, CONTENT.length - half);
    }

    private PinnedFileRepository repository() {
        Map<String, String> environment = Map.of(
                DebianArchive.VARIABLE,
                "http://localhost:" + server.getAddress().getPort() + "/debian",
                PinnedFileRepository.VARIABLE,
                localFolder.toString());
        return new PinnedFileRepository(
                environment,
                new ProcessRunner(),
                new HttpDownloader(Duration.ofMillis(1), Duration.ofSeconds(10)),
                cache,
                scratch);
    }

    private Path get() throws IOException, InterruptedException {
        return get((name, bytes, total) -> {});
    }

    private Path get(DownloadListener downloadListener) throws IOException, InterruptedException {
        Optional<Path> present = repository().find(PINNED);
        return present.isPresent() ? present.get() : repository().download(PINNED, downloadListener);
    }

    @Test
    void downloadsOnce() throws Exception {
        serve(PinnedFileRepositoryTest::sendWhole);
        Path first = get();
        assertThat(first).hasBinaryContent(CONTENT).hasFileName("thing_1.tar.xz");
        assertThat(get()).isEqualTo(first);
        assertThat(ranges).hasSize(1);
    }

    @Test
    void reportsItsProgress() throws Exception {
        serve(PinnedFileRepositoryTest::sendWhole);
        List<String> told = new ArrayList<>();
        get((name, bytes, total) -> told.add(name + " " + bytes + "/" + total));
        assertThat(told).last().isEqualTo("thing_1.tar.xz " + CONTENT.length + "/" + CONTENT.length);
    }

    @Test
    void resumesABrokenDownload() throws Exception {
        serve(PinnedFileRepositoryTest::sendFirstHalf, PinnedFileRepositoryTest::sendSecondHalf);
        assertThat(get()).hasBinaryContent(CONTENT);
        assertThat(ranges).containsExactly(Optional.empty(), Optional.of("bytes=" + CONTENT.length / 2 + "-"));
    }

    @Test
    void retriesAfterAServerError() throws Exception {
        serve(exchange -> exchange.sendResponseHeaders(503, -1), PinnedFileRepositoryTest::sendWhole);
        assertThat(get()).hasBinaryContent(CONTENT);
    }

    @Test
    void aMissingFileIsNotRetried() {
        serve(exchange -> exchange.sendResponseHeaders(404, -1));
        assertThatThrownBy(this::get)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("404")
                .hasMessageContaining(PINNED.pool())
                .hasMessageContaining(PinnedFileRepository.VARIABLE)
                .hasMessageContaining(PINNED.sha256());
        assertThat(ranges).hasSize(1);
    }

    @Test
    void aWrongHashIsAnErrorAndLeavesNothing() throws IOException {
        byte[] other = "something else".getBytes(StandardCharsets.US_ASCII);
        serve(exchange -> {
            exchange.sendResponseHeaders(200, other.length);
            exchange.getResponseBody().write(other);
        });
        assertThatThrownBy(this::get)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected SHA-256 " + PINNED.sha256())
                .hasMessageContaining("got " + Sha256.of(other));
        assertThat(scratch).isEmptyDirectory();
        assertThat(cache.resolve(PINNED.sha256())).isEmptyDirectory();
    }

    @Test
    void aLocalFileIsFoundByItsHash() throws Exception {
        Path atHand = Files.write(localFolder.resolve("renamed"), CONTENT);
        Files.writeString(localFolder.resolve(PINNED.fileName()), "the right name, and the wrong content");
        assertThat(get()).isEqualTo(atHand);
    }

    @Test
    void aDamagedDownloadIsFetchedAgain() throws Exception {
        serve(PinnedFileRepositoryTest::sendWhole);
        Files.writeString(get(), "bit rot");
        assertThat(get()).hasBinaryContent(CONTENT);
    }

    @Test
    void aMissingFolderIsNamed() throws IOException {
        Files.delete(localFolder);
        assertThatThrownBy(this::get).hasMessageContaining(localFolder.toString());
    }
}
