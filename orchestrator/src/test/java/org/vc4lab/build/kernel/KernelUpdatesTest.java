// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.kernel.KernelConfigRepository.PinnedRelease;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.Sha256;

/** Reads the index of a local archive that lists more files than it has. */
class KernelUpdatesTest {
    private static final String POOL = "/debian/pool/main/l/linux/";

    private final Path home;
    private final Path scratch;
    private final HttpServer server;
    private final Set<String> available = new HashSet<>();
    private final StringBuilder index = new StringBuilder();

    KernelUpdatesTest(@TempDir Path folder) throws IOException {
        this.home = folder;
        this.scratch = Files.createDirectory(folder.resolve("scratch"));
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(home.resolve("kernel-configs"));
        Files.writeString(
                home.resolve("kernel-configs/kernels.lock.yaml"),
                """
                suites: [stable]
                kernels:
                  - {version: 5.10.223, pool: p/linux_5.10.223.orig.tar.xz, sha256: %1$s, tree: t, architectures: [arm]}
                  - {version: 6.1.9, pool: p/linux_6.1.9.orig.tar.xz, sha256: %1$s, tree: t, architectures: [arm]}
                """
                        .formatted(hash("old")));
        server.createContext(POOL, exchange -> {
            String file = exchange.getRequestURI().getPath().substring(POOL.length());
            exchange.sendResponseHeaders(available.contains(file) ? 200 : 404, -1);
            exchange.close();
        });
        server.createContext("/debian/dists/stable/main/source/Sources.xz", exchange -> {
            byte[] packed = packed();
            exchange.sendResponseHeaders(200, packed.length);
            exchange.getResponseBody().write(packed);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private byte[] packed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream xz = new XZCompressorOutputStream(bytes)) {
            xz.write(index.toString().getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String hash(String text) {
        return Sha256.of(text);
    }

    private void addToIndex(String name, String version) {
        index.append(
                """
                Package: %1$s
                Version: %2$s-1
                Directory: pool/main/l/linux
                Checksums-Sha1:
                 0123 1 %1$s_%2$s.orig.tar.xz
                Checksums-Sha256:
                 %3$s 1 %1$s_%2$s-1.dsc
                 %4$s 2 %1$s_%2$s.orig.tar.xz
                Homepage: none

                """
                        .formatted(name, version, hash("dsc"), hash(version)));
    }

    private KernelUpdates.AvailableUpdates findUpdates() throws IOException, InterruptedException {
        String archive = "http://localhost:" + server.getAddress().getPort() + "/debian";
        return new KernelUpdates(new KernelConfigRepository(home))
                .findUpdates(Map.of("VC4LAB_ARCHIVE", archive), new ProcessRunner(), Progress.silent(), scratch);
    }

    @Test
    void theNewestAvailableReleaseIsProposed() throws Exception {
        for (String version : new String[] {"5.10.46", "6.1.8", "6.1.10", "6.1.11", "6.2.1", "7.1.8", "7.2.3"}) {
            addToIndex("linux", version);
            available.add("linux_" + version + ".orig.tar.xz");
        }
        addToIndex("linux-tools", "9.9.9");
        available.remove("linux_6.1.11.orig.tar.xz");
        available.remove("linux_7.2.3.orig.tar.xz");

        KernelUpdates.AvailableUpdates availableUpdates = findUpdates();

        assertThat(availableUpdates.newer()).extracting(PinnedRelease::version).containsExactly("6.1.10", "7.1.8");
        assertThat(availableUpdates.missing()).containsExactly("linux_6.1.11.orig.tar.xz", "linux_7.2.3.orig.tar.xz");
        assertThat(availableUpdates.newer().get(0).toYamlLines())
                .containsExactly(
                        "  - version: 6.1.10",
                        "    pool: pool/main/l/linux/linux_6.1.10.orig.tar.xz",
                        "    sha256: " + hash("6.1.10"),
                        "    tree: linux-6.1.10",
                        "    architectures: [arm, arm64]");
    }

    @Test
    void nothingIsProposedIfNothingIsNewer() throws Exception {
        addToIndex("linux", "6.1.9");
        available.add("linux_6.1.9.orig.tar.xz");
        assertThat(findUpdates()).isEqualTo(new KernelUpdates.AvailableUpdates(List.of(), List.of()));
    }

    @Test
    void anArchiveWithoutTheIndexIsNamed() {
        server.removeContext("/debian/dists/stable/main/source/Sources.xz");
        assertThatThrownBy(this::findUpdates)
                .hasMessageContaining("dists/stable/main/source/Sources.xz: the server answered 404");
    }

    @Test
    void thePinnedReleasesAreThoseOfTheLab() throws Exception {
        Path lab = Path.of(System.getProperty("vc4lab.home", ".."))
                .toAbsolutePath()
                .normalize();
        assertThat(new KernelConfigRepository(lab).releases())
                .extracting(PinnedRelease::version)
                .contains("5.10.223", "6.1.176");
    }
}
