// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.build.host.TestPackages;
import org.vc4lab.exec.ProcessRunner;

/** Two machines' stores and what they share: through a folder, and through a real nginx. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteCacheIT {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    private static final int BIG = 3 << 20;

    @TempDir
    static Path folder;

    private final List<Process> servers = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int port;

    @BeforeAll
    void startNginx() throws Exception {
        TestPackages.install(HOME, new ProcessRunner());
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Files.createDirectories(folder.resolve("http"));
        Files.createDirectories(folder.resolve("bodies"));
        Path conf = folder.resolve("nginx.conf");
        Files.writeString(
                conf,
                """
                user root;
                daemon off;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events {}
                http {
                  access_log off;
                  client_body_temp_path %1$s/bodies;
                  server {
                    listen 127.0.0.1:%2$d;
                    root %1$s/http;
                    client_max_body_size 1g;
                    dav_methods PUT;
                    create_full_put_path on;
                  }
                }
                """
                        .formatted(folder, port));
        servers.add(new ProcessBuilder(
                        "nginx",
                        "-c",
                        conf.toString(),
                        "-e",
                        folder.resolve("error.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.out").toFile())
                .start());
        await("nginx").atMost(Duration.ofMinutes(2)).until(this::isListening);
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @AfterAll
    void stopNginx() throws Exception {
        for (Process server : servers) {
            server.destroy();
            server.waitFor();
        }
    }

    private Optional<RemoteCache> remoteCache(String kind) throws IOException {
        return openShare(
                kind.equals("http")
                        ? "http://127.0.0.1:" + port + "/lab"
                        : sharedFolder(kind).toString());
    }

    private Optional<RemoteCache> openShare(String location) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "the secret of all machines of this test");
        return RemoteCache.of(
                Map.of("VC4LAB_SHARE", location, "VC4LAB_SHARE_KEY", key.toString()), new RecordingProgress(notes));
    }

    private static Path sharedFolder(String kind) {
        return folder.resolve(kind).resolve("lab");
    }

    private Store openStore(String name, Optional<RemoteCache> remoteCache) throws IOException, InterruptedException {
        return Store.open(folder.resolve(name), new RecordingProgress(notes), remoteCache);
    }

    private static void buildEntry(Path entry) throws IOException {
        Files.createDirectories(entry.resolve("bin"));
        Files.write(entry.resolve("image"), new byte[BIG]);
        assertThat(Files.writeString(entry.resolve("bin/tool"), "#!/bin/sh\n")
                        .toFile()
                        .setExecutable(true))
                .isTrue();
    }

    private static Path getWithoutBuilding(Store store, CacheKey key) throws IOException, InterruptedException {
        return store.<IOException>getOrBuild("thing", key, entry -> fail("made again"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "disk"})
    void anEntryOfOneMachineIsUsedByAnother(String kind) throws Exception {
        CacheKey key = new CacheKey().addValue("kind", kind);
        try (Store one = openStore("one-" + kind, remoteCache(kind));
                Store two = openStore("two-" + kind, remoteCache(kind))) {
            one.<IOException>getOrBuild("thing", key, RemoteCacheIT::buildEntry);
            Path taken = getWithoutBuilding(two, key);
            assertThat(taken.resolve("image")).hasSize(BIG);
            assertThat(taken.resolve("bin/tool")).isExecutable();
            assertThat(two.verifyAll(Manifest.Comparison.CONTENT)).isEmpty();
        }
        assertThat(notes).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "disk"})
    void aDamagedEntryIsBuiltAgain(String kind) throws Exception {
        CacheKey key = new CacheKey().addValue("damaged", kind);
        CacheKey other = new CacheKey().addValue("another", kind);
        try (Store one = openStore("three-" + kind, remoteCache(kind));
                Store two = openStore("four-" + kind, remoteCache(kind))) {
            one.<IOException>getOrBuild("thing", key, RemoteCacheIT::buildEntry);
            one.<IOException>getOrBuild("thing", other, RemoteCacheIT::buildEntry);
            Path archive = sharedFolder(kind).resolve("thing/" + key.id() + ".tar.gz");
            Files.copy(
                    sharedFolder(kind).resolve("thing/" + other.id() + ".tar.gz"),
                    archive,
                    StandardCopyOption.REPLACE_EXISTING);
            assertThat(two.<IOException>getOrBuild("thing", key, RemoteCacheIT::buildEntry)
                            .resolve("image"))
                    .hasSize(BIG);
            assertThat(notes).anyMatch(note -> note.contains(key.id()) && note.contains("is not signed"));
            Files.write(archive, new byte[] {1, 2, 3});
            try (Store three = openStore("five-" + kind, remoteCache(kind))) {
                three.<IOException>getOrBuild("thing", key, RemoteCacheIT::buildEntry);
            }
            assertThat(notes).hasSize(2);
            try (Stream<Path> files = Files.walk(sharedFolder(kind))) {
                assertThat(files.filter(Files::isRegularFile))
                        .allMatch(file -> file.toString().endsWith(".tar.gz"));
            }
        }
        notes.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1/", "/proc/nowhere"})
    void anUnreachableShareStopsNoBuild(String nowhere) throws Exception {
        try (Store store = openStore("six-" + nowhere.length(), openShare(nowhere))) {
            Path made = store.<IOException>getOrBuild(
                    "thing", new CacheKey().addValue("a", nowhere), RemoteCacheIT::buildEntry);
            assertThat(made.resolve("image")).hasSize(BIG);
        }
        assertThat(notes).anyMatch(note -> note.contains("the share does not take"));
        notes.clear();
    }
}
