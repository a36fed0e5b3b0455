// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.source.Sha256;
import org.vc4lab.source.SignedArchive;

/** Looks up releases that the lock file does not have in a local archive, whose suite lists linux 5.10.46. */
class ReleaseFinderTest {
    private final SmallKernel small;
    private final SignedArchive archive = new SignedArchive();

    ReleaseFinderTest(@TempDir Path folder) throws Exception {
        this.small = SmallKernel.in(folder);
        small.environment().putAll(archive.environment());
        Path lockFile = small.home().resolve("kernel-configs/kernels.lock.yaml");
        Files.writeString(lockFile, Files.readString(lockFile).replace("suites: []", "suites: [oldstable, stable]"));
        unpack("5.10.46");
    }

    @AfterEach
    void stop() {
        archive.close();
    }

    /** As if the tarball that the archive lists had been unpacked. */
    private void unpack(String version) throws IOException, InterruptedException {
        Store.open(small.cache(), Progress.silent()).close(); // it takes no folder with something else in it
        Path area = small.cache().resolve("work/linux-" + version);
        SmallKernel.writeSources(area.resolve("source"));
        Files.writeString(area.resolve("tarball"), Sha256.of(version));
    }

    private KernelBuild build(String version) throws IOException, InterruptedException {
        return small.build(new KernelSource.PatchedRelease(version));
    }

    @Test
    void aReleaseThatASignedIndexListsIsBuiltAndNoted() throws Exception {
        KernelBuild build = build("5.10.46");

        assertThat(build).isInstanceOf(KernelBuild.BuiltKernel.class);
        assertThat(((KernelBuild.BuiltKernel) build).kernel().notes())
                .containsExactly("5.10.46 is not of kernels.lock.yaml: Debian's signed index of stable lists its"
                        + " tarball, SHA-256 " + Sha256.of("5.10.46"));
    }

    @Test
    void theArchiveIsAskedOnce() throws Exception {
        KernelBuild first = build("5.10.46");
        archive.close();

        assertThat(build("5.10.46")).isEqualTo(first);
        assertThat(archive.requests()).contains("stable/InRelease").doesNotHaveDuplicates();
    }

    @Test
    void aPinnedReleaseIsLookedUpNowhereAndHasNoNotes() throws Exception {
        KernelBuild build = build("1.0");

        assertThat(archive.requests()).isEmpty();
        assertThat(((KernelBuild.BuiltKernel) build).kernel().notes()).isEmpty();
    }

    @Test
    void whatTheArchiveDoesNotListIsRefusedWithWhatIsThere() {
        assertThatThrownBy(() -> build("6.1.12"))
                .hasMessageContaining("no kernel 6.1.12 in ")
                .hasMessageContaining("nor in the suites of Debian's archive [oldstable, stable]")
                .hasMessageContaining("valid: 1.0, 6.1.8, 6.1.9, 6.1.10, 6.1.11");
        assertThat(small.cache().resolve("entries/release")).doesNotExist();
    }

    @Test
    void aListedTarballThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> build("7.1.8"))
                .hasMessageContaining("linux_7.1.8.orig.tar.xz cannot be had")
                .hasMessageContaining("the server answered 404");
    }

    @Test
    void anIndexWithAnotherContentThanTheSignedIsNotBelieved() throws Exception {
        String release = new String(archive.read("stable/InRelease"), StandardCharsets.UTF_8);
        archive.replace(
                "stable/InRelease",
                release.replaceFirst("[0-9a-f]{64}", Sha256.of("other")).getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> build("5.10.46"))
                .hasMessageContaining("no kernel 5.10.46 in ")
                .hasMessageContaining("and Debian's archive cannot be asked")
                .hasMessageContaining("BAD signature");
    }

    @Test
    void whatIsNoVersionIsRefused() {
        assertThatThrownBy(() -> build("latest")).hasMessageContaining("'latest' is no version of Linux");
        assertThat(archive.requests()).isEmpty();
    }
}
