// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.kernel.KernelConfigRepository.PinnedRelease;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.Sha256;
import org.vc4lab.source.SignedArchive;

/** Reads the signed indices of a local archive that lists more files than it has. */
class KernelUpdatesTest {
    private final Path home;
    private final Path scratch;
    private final SignedArchive archive = new SignedArchive();
    private String keyring = archive.keyring();

    KernelUpdatesTest(@TempDir Path folder) throws IOException {
        this.home = folder;
        this.scratch = Files.createDirectory(folder.resolve("scratch"));
    }

    @BeforeEach
    void writeLockFile() throws IOException {
        Files.createDirectories(home.resolve("kernel-configs"));
        setSuite("stable");
    }

    @AfterEach
    void stop() {
        archive.close();
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

    private static String hash(String text) {
        return Sha256.of(text);
    }

    private KernelUpdates.AvailableUpdates findUpdates() throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(archive.environment());
        environment.put("VC4LAB_ARCHIVE_KEYRING", keyring);
        return new KernelUpdates(new KernelConfigRepository(home))
                .findUpdates(environment, new ProcessRunner(), Progress.silent(), scratch);
    }

    @Test
    void theNewestAvailableReleaseIsProposed() throws Exception {
        for (String version : new String[] {"5.10.46", "6.1.8", "6.1.10", "6.2.1", "7.1.8"}) {
            archive.add(version);
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
        archive.add("6.1.9");
        assertThat(findUpdates()).isEqualTo(new KernelUpdates.AvailableUpdates(List.of(), List.of()));
    }

    @Test
    void anArchiveWithoutTheIndexIsNamed() {
        archive.replace("stable/main/source/Sources.xz", new byte[0]);
        assertThatThrownBy(this::findUpdates)
                .hasMessageContaining("dists/stable/main/source/Sources.xz: the server answered 404");
    }

    @Test
    void anIndexThatIsNotTheSignedOneIsRefused() throws Exception {
        archive.replace("stable/main/source/Sources.xz", archive.read("oldstable/main/source/Sources.xz"));
        assertThatThrownBy(this::findUpdates).hasMessageContaining("not that of main/source/Sources.xz in the signed");
    }

    @Test
    void aReleaseThatChangedAfterItWasSignedIsRefused() throws Exception {
        String release = new String(archive.read("stable/InRelease"), StandardCharsets.UTF_8);
        String other = hash("other");
        archive.replace(
                "stable/InRelease", release.replaceFirst("[0-9a-f]{64}", other).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::findUpdates)
                .hasMessageContaining("not signed by a key of " + keyring)
                .hasMessageContaining("BAD signature");
        archive.replace("stable/InRelease", "Suite: stable\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::findUpdates).hasMessageContaining("not signed by a key of");
    }

    @Test
    void theSignedReleaseOfAnotherSuiteIsRefused() throws Exception {
        for (String file : new String[] {"InRelease", "main/source/Sources.xz"}) {
            archive.replace("stable/" + file, archive.read("oldstable/" + file));
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
