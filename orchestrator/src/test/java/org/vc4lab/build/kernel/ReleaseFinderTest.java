// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.source.Sha256;
import org.vc4lab.source.SignedArchive;

/** Looks up releases that the lock file does not have in a local archive, whose suite lists linux 5.10.46. */
class ReleaseFinderTest {
    private static final String CHANGE =
            """
            --- a/a.c
            +++ b/a.c
            @@ -1,3 +1,3 @@
            -int a = 1;
            +int a = 2;
             int b1;
             int c1;
            """;

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
    void aSuiteThatIsMissingBlocksNoOther() throws Exception {
        archive.replace("oldstable/InRelease", new byte[0]);

        assertThat(build("5.10.46")).isInstanceOf(KernelBuild.BuiltKernel.class);
        assertThatThrownBy(() -> build("6.1.12"))
                .hasMessageContaining(
                        "nor in the suites of Debian's archive [oldstable, stable]; these cannot be asked: oldstable (")
                .hasMessageContaining("oldstable/InRelease: the server answered 404");
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

    /** The pinned kernel of the same line has another file than the one that is not pinned. */
    private KernelBuild buildWithContext(String context, String diff) throws Exception {
        Path lockFile = small.home().resolve("kernel-configs/kernels.lock.yaml");
        Files.writeString(
                lockFile,
                "  - {version: 5.10.223, pool: p/linux_5.10.223.orig.tar.xz, tree: t, architectures: [arm64], sha256: "
                        + Sha256.of("5.10.223") + "}\n",
                StandardOpenOption.APPEND);
        unpack("5.10.223");
        writeFile("5.10.223", "int a = 1;\nint b1;\nint c1;\n");
        writeFile("5.10.46", context);
        return small.build(new KernelSource.PatchedRelease("5.10.46"), diff);
    }

    private void writeFile(String version, String content) throws IOException {
        Files.writeString(small.cache().resolve("work/linux-" + version + "/source/a.c"), content);
    }

    @Test
    void aCandidateThatDoesNotApplyIsMergedAgainstThePinnedReleaseOfTheSameLinux() throws Exception {
        KernelBuild build = buildWithContext("int a = 1;\nint b1;\nint c0;\n", CHANGE);

        assertThat(build).isInstanceOf(KernelBuild.BuiltKernel.class);
        assertThat(((KernelBuild.BuiltKernel) build).kernel().notes())
                .contains(
                        "change.diff does not apply to 5.10.46, and git's three-way merge against 5.10.223 brought it in");
        assertThat(small.cache().resolve("work/linux-5.10.46/source/a.c")).hasContent("int a = 2;\nint b1;\nint c0;");
    }

    /** Both runs use one entry of the store. */
    @Test
    void thePatchOfThisRunIsNotedAndNotThatOfTheRunThatBuiltTheKernel() throws Exception {
        Kernel first = ((KernelBuild.BuiltKernel) buildWithContext("int a = 1;\nint b1;\nint c0;\n", CHANGE)).kernel();
        Kernel second = ((KernelBuild.BuiltKernel)
                        small.buildNamed("other.diff", new KernelSource.PatchedRelease("5.10.46"), CHANGE))
                .kernel();

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.notes()).hasSize(2).last().asString().startsWith("other.diff does not apply to 5.10.46");
    }

    @Test
    void aCandidateThatConflictsFailsWithBothReasons() throws Exception {
        KernelBuild build = buildWithContext("int a = 0;\nint b1;\nint c1;\n", CHANGE);

        assertThat(build).isInstanceOf(KernelBuild.PatchFailed.class);
        assertThat(((KernelBuild.PatchFailed) build).reason())
                .contains("patch failed: a.c:1")
                .contains("git's three-way merge against kernel 5.10.223 conflicts in a.c");
    }

    @Test
    void aCandidateThatTheKernelHasAlreadyIsNotJudgedAsItsFix() throws Exception {
        KernelBuild build = buildWithContext("int a = 2;\nint b1;\nint c0;\n", CHANGE);

        assertThat(build).isInstanceOf(KernelBuild.PatchFailed.class);
        assertThat(((KernelBuild.PatchFailed) build).reason()).contains("what it changes is in kernel 5.10.46 already");
    }

    @Test
    void aPinnedReleaseTakesOnlyWhatApplies() throws Exception {
        buildWithContext("int a = 1;\nint b1;\nint c1;\n", CHANGE);
        KernelBuild build = small.build(new KernelSource.PatchedRelease("1.0"), CHANGE);

        assertThat(build).isInstanceOf(KernelBuild.PatchFailed.class);
        assertThat(((KernelBuild.PatchFailed) build).reason()).doesNotContain("merge");
    }

    @Test
    void whatIsNoVersionIsRefused() {
        assertThatThrownBy(() -> build("latest")).hasMessageContaining("'latest' is no version of Linux");
        assertThat(archive.requests()).isEmpty();
    }
}
