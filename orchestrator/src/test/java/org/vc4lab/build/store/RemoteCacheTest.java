// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
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
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.source.Sha256;

/** A share that lies, stalls or floods: an entry that is not proved is built, and nothing else happens. */
@Timeout(30)
class RemoteCacheTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final long MAX_BYTES = 1 << 20;
    private static final CacheKey KEY = new CacheKey().addValue("a", "b");
    private static final String NAME = "emulator/" + KEY.id() + ".tar.gz";

    private final Path folder;
    private final List<String> notes = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch testEnded = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;
    private Duration transfer = Duration.ofSeconds(20);

    RemoteCacheTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void startServer() {
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stopServer() {
        testEnded.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private ShareKey shareKey(String secret) throws IOException {
        return ShareKey.read(Files.writeString(folder.resolve("secret"), secret + "\n"));
    }

    private RemoteCache openShare(String location) throws IOException {
        return new RemoteCache(
                RemoteCache.storageAt(location),
                shareKey(SECRET),
                new RemoteCache.TransferLimits(transfer, MAX_BYTES, MAX_BYTES, 10));
    }

    private Path share() {
        return folder.resolve("share");
    }

    /** Whether the entry, if a machine asks for it, is built and not taken from the share. */
    private boolean isBuilt(String location) throws IOException, InterruptedException {
        try (Store store =
                Store.open(folder.resolve("store"), new RecordingProgress(notes), Optional.of(openShare(location)))) {
            return Files.readString(store.<IOException>getOrBuild("emulator", KEY, RemoteCacheTest::build)
                            .resolve("qemu"))
                    .equals("built");
        }
    }

    private static void build(Path entry) throws IOException {
        Files.writeString(entry.resolve("qemu"), "built");
    }

    private boolean isBuiltWith(HttpHandler handler) throws IOException, InterruptedException {
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            try (exchange) {
                handler.handle(exchange);
            }
        });
        return isBuilt("http://127.0.0.1:" + server.getAddress().getPort() + "/lab");
    }

    /** Puts an archive in the share; its manifest fits its content unless it is among the files. */
    private Path plant(Map<String, String> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            StringBuilder manifest = new StringBuilder("input a b\n");
            for (Map.Entry<String, String> file : files.entrySet()) {
                add(tar, file.getKey(), file.getValue());
                String sha256 = Sha256.of(file.getValue());
                manifest.append("file " + sha256 + " 0 0 " + file.getKey() + "\n");
            }
            if (!files.containsKey("manifest")) {
                add(tar, "manifest", manifest + "end\n");
            }
        }
        Files.createDirectories(share().resolve("emulator"));
        return Files.write(share().resolve(NAME), bytes.toByteArray());
    }

    private static void add(TarArchiveOutputStream tar, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry member = new TarArchiveEntry(name, true);
        member.setSize(bytes.length);
        tar.putArchiveEntry(member);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private void plantSigned(Map<String, String> files) throws IOException {
        shareKey(SECRET).sign(NAME, plant(files));
    }

    @Test
    void aSignedEntryIsUsed() throws Exception {
        plantSigned(Map.of("qemu", "shared"));
        assertThat(isBuilt(share().toString())).isFalse();
        assertThat(notes).isEmpty();
    }

    @Test
    void anEntryThatMatchesItsManifestButIsNotSignedIsNotUsed() throws Exception {
        plant(Map.of("qemu", "evil"));
        assertThat(isBuilt(share().toString())).isTrue();
        assertThat(notes).singleElement().asString().contains(NAME, "is not signed", "VC4LAB_SHARE_KEY");
    }

    @Test
    void anEntryThatIsSignedWithAnotherKeyIsNotUsed() throws Exception {
        shareKey(SECRET.replace('0', '1')).sign(NAME, plant(Map.of("qemu", "evil")));
        assertThat(isBuilt(share().toString())).isTrue();
        assertThat(notes).singleElement().asString().contains("is not signed");
    }

    @Test
    void anEntryThatIsSignedAsAnotherIsNotUsed() throws Exception {
        for (String name : List.of("trial/" + KEY.id() + ".tar.gz", "emulator/0123.tar.gz")) {
            shareKey(SECRET).sign(name, plant(Map.of("qemu", "evil")));
            assertThat(isBuilt(share().toString())).as(name).isTrue();
            assertThat(notes).last().asString().contains("is not signed");
        }
    }

    @Test
    void anEntryThatChangedAfterItWasSignedIsNotUsed() throws Exception {
        plantSigned(Map.of("qemu", "shared"));
        byte[] signed = Files.readAllBytes(share().resolve(NAME));
        for (int at : new int[] {0, 4, signed.length / 2, signed.length - 33, signed.length - 1}) {
            byte[] changed = signed.clone();
            changed[at] ^= 1;
            Files.write(share().resolve(NAME), changed);
            try (Store store = Store.open(
                    folder.resolve("store" + at),
                    new RecordingProgress(notes),
                    Optional.of(openShare(share().toString())))) {
                assertThat(store.<IOException>getOrBuild("emulator", KEY, RemoteCacheTest::build)
                                .resolve("qemu"))
                        .as("byte %d", at)
                        .hasContent("built");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file x y z", "file " + "0", "input", "\0", "file %s 99999999999999999999 0 qemu", "other"})
    void aMalformedManifestIsAMiss(String line) throws Exception {
        String manifest = "input a b\n" + line.formatted(Sha256.of("evil")) + "\nend\n";
        plantSigned(Map.of("qemu", "evil", "manifest", manifest));
        assertThat(isBuilt(share().toString())).isTrue();
        assertThat(notes).singleElement().asString().contains("is damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "/evil", "a/../../evil", "a/../qemu", "."})
    void aNameOutsideOfTheEntryIsRefused(String name) throws Exception {
        plantSigned(Map.of("qemu", "evil", name, "evil"));
        assertThat(isBuilt(share().toString())).isTrue();
        assertThat(notes).singleElement().asString().contains("does not give", NAME);
        assertThat(Path.of("/evil")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_FIFO, TarConstants.LF_CHR})
    void aLinkOrDeviceInTheArchiveIsRefused(byte type) throws Exception {
        Path archive = plant(Map.of());
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
            TarArchiveEntry link = new TarArchiveEntry("qemu", type);
            link.setLinkName(
                    Files.writeString(folder.resolve("foreign"), "evil").toString());
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
            add(tar, "manifest", "input a b\nfile " + Sha256.of("evil") + " 0 0 qemu\nend\n");
        }
        shareKey(SECRET).sign(NAME, archive);
        assertThat(isBuilt(share().toString())).isTrue();
        assertThat(notes).singleElement().asString().contains("not a plain file");
    }

    @Test
    void anArchiveBombIsNotUnpacked() throws Exception {
        plantSigned(Map.of("qemu", "0".repeat(2 << 20)));
        assertThat(share().resolve(NAME)).as("the archive is small").satisfies(file -> assertThat(Files.size(file))
                .isLessThan(MAX_BYTES / 10));
        assertThat(isBuilt(share().toString())).isTrue();
        assertThat(notes).singleElement().asString().contains("too large, limit " + MAX_BYTES);
    }

    @Test
    void anArchiveOfCountlessFilesIsNotUnpacked() throws Exception {
        Map<String, String> files = new TreeMap<>(Map.of("qemu", "evil"));
        for (int number = 0; number < 20; number++) {
            files.put("file" + number, "");
        }
        plantSigned(files);
        assertThat(isBuilt(share().toString())).isTrue();
        assertThat(notes).singleElement().asString().contains("too many files, limit 10");
    }

    @Test
    void anEndlessBodyEndsAtTheLimit() throws Exception {
        assertThat(isBuiltWith(exchange -> {
                    if (exchange.getRequestMethod().equals("PUT")) {
                        exchange.sendResponseHeaders(201, -1);
                        return;
                    }
                    exchange.sendResponseHeaders(200, 0);
                    for (int block = 0; block < 512; block++) {
                        exchange.getResponseBody().write(new byte[1 << 16]);
                    }
                }))
                .isTrue();
        assertThat(notes).singleElement().asString().contains("too large, limit " + MAX_BYTES);
    }

    /** The timeout of Java's HTTP client ends at the headers. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerThatStallsIsAbandonedAndNotAskedAgain(boolean inTheBody) throws Exception {
        transfer = Duration.ofMillis(300);
        assertThat(isBuiltWith(exchange -> {
                    if (inTheBody) {
                        exchange.sendResponseHeaders(200, 1000);
                        exchange.getResponseBody().write(1);
                        exchange.getResponseBody().flush();
                    }
                    waitForEnd();
                }))
                .isTrue();
        assertThat(requests).as("no upload is tried").hasValue(1);
        assertThat(notes).singleElement().asString().contains("not complete after PT0.3S", "not used again");
    }

    private void waitForEnd() {
        try {
            testEnded.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100_000})
    void aServerThatLiesAboutTheLengthIsAMiss(int claimed) throws Exception {
        plantSigned(Map.of("qemu", "shared"));
        byte[] body = Files.readAllBytes(share().resolve(NAME));
        assertThat(isBuiltWith(exchange -> {
                    exchange.sendResponseHeaders(200, claimed);
                    OutputStream out = exchange.getResponseBody();
                    out.write(body, 0, Math.min(claimed, body.length));
                }))
                .isTrue();
        assertThat(notes).isNotEmpty();
    }

    @Test
    void aShareWithoutAKeyIsNotUsedAndANoteSaysWhy() throws Exception {
        assertThat(RemoteCache.of(Map.of("VC4LAB_SHARE", share().toString()), new RecordingProgress(notes)))
                .isEmpty();
        assertThat(notes)
                .singleElement()
                .asString()
                .contains("VC4LAB_SHARE is not used without VC4LAB_SHARE_KEY", "executed and believed");
    }

    @Test
    void aBadKeyOrAddressIsTheUsersErrorAndSaysWhatToDo() throws Exception {
        Path shortKey = Files.writeString(folder.resolve("short"), "secret\n");
        Map<String, String> environment =
                Map.of("VC4LAB_SHARE", share().toString(), "VC4LAB_SHARE_KEY", shortKey.toString());
        assertThatThrownBy(() -> RemoteCache.of(environment, Progress.silent()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("VC4LAB_SHARE_KEY")
                .hasMessageContaining("openssl rand");
        assertThatThrownBy(() -> shareKey("").sign(NAME, shortKey)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ShareKey.read(folder.resolve("absent"))).hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> RemoteCache.storageAt("http://not an address"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("VC4LAB_SHARE");
    }
}
