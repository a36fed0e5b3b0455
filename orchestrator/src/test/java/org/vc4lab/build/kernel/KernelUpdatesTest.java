// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.kernel.KernelConfigRepository.PinnedRelease;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.Sha256;

/**
 * Reads the signed indices of a local archive that lists more files than it has. Its suite "stable" lists linux
 * 5.10.46, 6.1.8, 6.1.10, 6.1.11, 6.2.1, 7.1.8, 7.2.3 and linux-tools 9.9.9, and "oldstable" linux 6.1.9.
 */
class KernelUpdatesTest {
    private static final String POOL = "/debian/pool/main/l/linux/";
    private static final String SUITES = "/debian/dists/";
    private static final Path ARCHIVE = Path.of("src/test/resources/archive").toAbsolutePath();

    private final Path home;
    private final Path scratch;
    private final HttpServer server;
    private final Set<String> available = new HashSet<>();
    private final Map<String, byte[]> replaced = new HashMap<>();
    private String keyring = ARCHIVE.resolve("keyring.gpg").toString();

    KernelUpdatesTest(@TempDir Path folder) throws IOException {
        this.home = folder;
        this.scratch = Files.createDirectory(folder.resolve("scratch"));
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(home.resolve("kernel-configs"));
        setSuite("stable");
        server.createContext(POOL, exchange -> {
            String file = exchange.getRequestURI().getPath().substring(POOL.length());
            exchange.sendResponseHeaders(available.contains(file) ? 200 : 404, -1);
            exchange.close();
        });
        server.createContext(SUITES, exchange -> {
            String file = exchange.getRequestURI().getPath().substring(SUITES.length());
            byte[] content = readArchiveFile(file);
            exchange.sendResponseHeaders(content.length > 0 ? 200 : 404, content.length > 0 ? content.length : -1);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void setSuite(String suite) throws IOException {
        Files.writeString(
                home.resolve("kernel-configs/kernels.lock.yaml"),
                """
                suites: [%2$s]
                kernels:
                  - {version: 5.10.223, pool: p/linux_5.10.223.orig.tar.xz, sha256: %1$s, tree: t, architectures: [arm]}
                  - {version: 6.1.9, pool: p/linux_6.1.9.orig.tar.xz, sha256: %1$s, tree: t, architectures: [arm]}
                """
                        .formatted(hash("old"), suite));
    }

    private byte[] readArchiveFile(String name) throws IOException {
        byte[] replacement = replaced.get(name);
        return replacement != null
                ? replacement
                : Files.readAllBytes(ARCHIVE.resolve("dists").resolve(name));
    }

    private static String hash(String text) {
        return Sha256.of(text);
    }

    private KernelUpdates.AvailableUpdates findUpdates() throws IOException, InterruptedException {
        String archive = "http://localhost:" + server.getAddress().getPort() + "/debian";
        return new KernelUpdates(new KernelConfigRepository(home))
                .findUpdates(
                        Map.of("VC4LAB_ARCHIVE", archive, "VC4LAB_ARCHIVE_KEYRING", keyring),
                        new ProcessRunner(),
                        Progress.silent(),
                        scratch);
    }

    @Test
    void theNewestAvailableReleaseIsProposed() throws Exception {
        for (String version : new String[] {"5.10.46", "6.1.8", "6.1.10", "6.2.1", "7.1.8"}) {
            available.add("linux_" + version + ".orig.tar.xz");
        }

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
        setSuite("oldstable");
        available.add("linux_6.1.9.orig.tar.xz");
        assertThat(findUpdates()).isEqualTo(new KernelUpdates.AvailableUpdates(List.of(), List.of()));
    }

    @Test
    void anArchiveWithoutTheIndexIsNamed() {
        replaced.put("stable/main/source/Sources.xz", new byte[0]);
        assertThatThrownBy(this::findUpdates)
                .hasMessageContaining("dists/stable/main/source/Sources.xz: the server answered 404");
    }

    @Test
    void anIndexThatIsNotTheSignedOneIsRefused() throws Exception {
        replaced.put("stable/main/source/Sources.xz", readArchiveFile("oldstable/main/source/Sources.xz"));
        assertThatThrownBy(this::findUpdates).hasMessageContaining("not that of main/source/Sources.xz in the signed");
    }

    @Test
    void aReleaseThatChangedAfterItWasSignedIsRefused() throws Exception {
        String release = new String(readArchiveFile("stable/InRelease"), StandardCharsets.UTF_8);
        String other = hash("other");
        replaced.put(
                "stable/InRelease", release.replaceFirst("[0-9a-f]{64}", other).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::findUpdates)
                .hasMessageContaining("not signed by a key of " + keyring)
                .hasMessageContaining("BAD signature");
        replaced.put("stable/InRelease", "Suite: stable\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::findUpdates).hasMessageContaining("not signed by a key of");
    }

    @Test
    void theSignedReleaseOfAnotherSuiteIsRefused() throws Exception {
        for (String file : new String[] {"InRelease", "main/source/Sources.xz"}) {
            replaced.put("stable/" + file, readArchiveFile("oldstable/" + file));
        }
        assertThatThrownBy(this::findUpdates).hasMessageContaining("not that of stable, but of [oldstable");
    }

    @Test
    void withoutTheKeysTheErrorSaysWhatToInstall() {
        keyring = home.resolve("absent.gpg").toString();
        assertThatThrownBy(this::findUpdates)
                .hasMessageContaining("absent.gpg")
                .hasMessageContaining("install debian-archive-keyring");
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
