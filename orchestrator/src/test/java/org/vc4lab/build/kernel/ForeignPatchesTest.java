// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patches whose makefiles leave something behind, on small "kernels". */
@Timeout(120)
class ForeignPatchesTest {
    private static final KernelSource RELEASE = new KernelSource.PatchedRelease("1.0");

    /** Replaces an object and a program of the build by ones that make takes for newer than any source. */
    static final String PLANTS = SmallKernel.diffRunning(
            "echo an object of patch A > $(O)/b.o; printf '#!/bin/sh\\necho a program of patch A\\n' > $(O)/modpost",
            "chmod +x $(O)/modpost; touch -d 2099-01-01 $(O)/b.o $(O)/modpost");

    private static final String CHANGES_A_FILE = SmallKernel.diff("a.c", "int a = 1;", "int a = 2;");

    private final Path folder;
    private final SmallKernel small;

    ForeignPatchesTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        this.small = SmallKernel.in(folder);
    }

    private static Kernel requireBuilt(KernelBuild build) {
        assertThat(build).isInstanceOf(KernelBuild.BuiltKernel.class);
        return ((KernelBuild.BuiltKernel) build).kernel();
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private Path buildDirectory() {
        return small.cache().resolve("work/linux-1.0/small");
    }

    @Test
    void whatAPatchPlantsIsNotInTheNextKernels() throws Exception {
        String next =
                text(requireBuilt(small.buildForeign(RELEASE, CHANGES_A_FILE)).image());
        String trusted = text(requireBuilt(small.build(RELEASE)).image());
        PathUtils.delete(small.cache().resolve("entries"));

        Kernel planted = requireBuilt(small.buildForeign(RELEASE, PLANTS));
        assertThat(text(planted.image())).contains("of patch A");

        assertThat(text(requireBuilt(small.buildForeign(RELEASE, CHANGES_A_FILE))
                        .image()))
                .isEqualTo(next);
        assertThat(text(requireBuilt(small.build(RELEASE)).image())).isEqualTo(trusted);
    }

    /** Only what the patch touches is compiled: the rest is copied, as this object that no compiler made. */
    @Test
    void aForeignPatchBeginsWithTheTrustedObjects() throws Exception {
        requireBuilt(small.build(RELEASE));
        Files.writeString(buildDirectory().resolve("build/objects/b.o"), "an object that is reused");

        Kernel kernel = requireBuilt(small.buildForeign(RELEASE, CHANGES_A_FILE));

        assertThat(text(kernel.image())).contains("an object that is reused", "of the kernel");
        assertThat(buildDirectory().resolveSibling("small.aside")).doesNotExist();
    }

    /** For make a header that is changed and changed back would be newer than the trusted objects. */
    @Test
    void theNextForeignPatchBeginsWithTheTrustedObjectsToo() throws Exception {
        requireBuilt(small.build(RELEASE));
        Files.writeString(buildDirectory().resolve("build/objects/b.o"), "an object that is reused");
        String header = SmallKernel.diff("common.h", "#define COMMON 1", "#define COMMON 2");
        assertThat(text(requireBuilt(small.buildForeign(RELEASE, header)).image()))
                .doesNotContain("an object that is reused");

        Kernel kernel = requireBuilt(small.buildForeign(RELEASE, CHANGES_A_FILE));

        assertThat(text(kernel.image())).contains("an object that is reused", "of the kernel");
    }

    /** A trusted kernel of another configuration was built from a changed header, which was changed back. */
    @Test
    void trustedObjectsThatAreOlderThanASourceAreCompiledOnce() throws Exception {
        String header = SmallKernel.diff("common.h", "#define COMMON 1", "#define COMMON 2");
        requireBuilt(small.build(RELEASE, header));
        requireBuilt(small.build(RELEASE));
        Path source = small.cache().resolve("work/linux-1.0/source/common.h");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now()));
        requireBuilt(small.buildForeign(RELEASE, CHANGES_A_FILE));
        Path object = buildDirectory().resolve("build/objects/b.o");
        FileTime compiled = Files.getLastModifiedTime(object);
        Files.writeString(object, "an object that is reused");
        Files.setLastModifiedTime(object, compiled);

        Kernel kernel = requireBuilt(small.buildForeign(RELEASE, SmallKernel.diff("a.c", "int a = 1;", "int a = 3;")));

        assertThat(text(kernel.image())).contains("an object that is reused", "of the kernel");
    }

    /** Also if no patch is: the trusted objects have the lab's configuration only, and no other machine gets it. */
    @Test
    void aForeignFragmentIsForTheCopyOnly() throws Exception {
        Kernel kernel = requireBuilt(small.buildWithForeignFragment(RELEASE, "CONFIG_B=y\n"));

        assertThat(text(kernel.config())).contains("CONFIG_A=y", "CONFIG_B=y");
        assertThat(buildDirectory().resolve("state/settings")).hasContent("CONFIG_A=y");
        assertThat(buildDirectory().resolveSibling("small.aside")).doesNotExist();
        assertThat(kernel.shareable()).isFalse();
    }

    @Test
    void whatIsBelowAForeignPatchIsCompiledFirst() throws Exception {
        requireBuilt(small.buildForeign(RELEASE, CHANGES_A_FILE));

        assertThat(small.takeCompiled("linux-1.0")).containsExactly("a", "b", "canary", "config");
    }

    /** Otherwise each copy would be configured anew, and compile all that depends on the settings. */
    @Test
    void theTrustedObjectsGetTheSameSettings() throws Exception {
        requireBuilt(small.build(RELEASE));
        small.takeCompiled("linux-1.0");
        Files.writeString(small.fragment(), "CONFIG_B=y\n");

        requireBuilt(small.buildForeign(RELEASE, CHANGES_A_FILE));

        assertThat(small.takeCompiled("linux-1.0")).contains("config");
    }

    @Test
    void aForeignPatchMayRepairWhatDoesNotBuild() throws Exception {
        String breaks = SmallKernel.diff("a.c", "int a = 1;", "int a = nonsense;");
        String repairs = SmallKernel.diff("a.c", "int a = nonsense;", "int a = 1;");

        requireBuilt(small.buildForeign(RELEASE, List.of(breaks), repairs));
    }

    @Test
    void aForeignKernelDoesNotReachTheShare() throws Exception {
        String header = SmallKernel.diff("common.h", "#define COMMON 1", "#define COMMON 2");
        Files.createDirectory(small.share());
        Kernel trusted = requireBuilt(small.build(RELEASE));
        assertThat(trusted.shareable()).isTrue();
        assertThat(small.shared("kernel")).containsExactly(trusted.id() + ".tar.gz");
        assertThat(small.shared("canary")).hasSize(1);

        Kernel foreign = requireBuilt(small.buildForeign(RELEASE, header));

        assertThat(foreign.canary()).isNotEmptyFile();
        assertThat(foreign.shareable()).isFalse();
        assertThat(small.shared("kernel")).containsExactly(trusted.id() + ".tar.gz");
        assertThat(small.shared("canary")).hasSize(1);
        try (Stream<Path> canaries = Files.list(small.cache().resolve("entries/canary"))) {
            assertThat(canaries).as("the trusted kernel's").hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "arch/arm64/boot/Image,           secret",
        "arch/arm64/boot/dts/board.dtb,   secret",
        "vmlinux,                         secret",
        ".config,                         secret",
        "arch,                            .",
        "../objects,                      ."
    })
    void aLinkInPlaceOfAResultIsNotFollowed(String result, String target) throws Exception {
        Path outside = folder.resolve("outside");
        for (String name : List.of("secret", "arm64/boot/Image", "arm64/boot/dts/board.dtb")) {
            Path file = outside.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "secret");
        }
        String plants = SmallKernel.diffRunning(
                "mv $(O)/%1$s $(O)/../../moved; ln -s %2$s $(O)/%1$s".formatted(result, outside.resolve(target)));

        assertThat(small.buildForeign(RELEASE, plants))
                .isInstanceOfSatisfying(KernelBuild.BuildFailed.class, failed -> assertThat(failed.reason())
                        .contains(result.replace("../", ""), "the kernel's makefiles left it so"));
    }

    @Test
    void aPipeInPlaceOfAResultIsNotOpened() throws Exception {
        String plants = SmallKernel.diffRunning(
                "rm $(O)/arch/arm64/boot/dts/*; mkfifo $(O)/.pipe.o.cmd $(O)/arch/arm64/boot/dts/board.dtb");

        assertThat(small.buildForeign(RELEASE, plants))
                .isInstanceOfSatisfying(KernelBuild.BuildFailed.class, failed -> assertThat(failed.reason())
                        .contains("the build's objects/arch/arm64/boot/dts/board.dtb is no plain file"));
    }

    @Test
    void afterAKilledForeignBuildNothingOfItIsLeft() throws Exception {
        String trusted = text(requireBuilt(small.build(RELEASE)).image());
        Path fresh = Files.writeString(
                Files.createDirectory(folder.resolve("outside")).resolve("file"), "fresh");
        Files.move(buildDirectory(), buildDirectory().resolveSibling("small.aside"));
        Files.createDirectories(buildDirectory().resolve("state"));
        new InProgressMarker(buildDirectory().resolve("state/busy")).set();
        Files.createDirectories(buildDirectory().resolve("build"));
        Files.createSymbolicLink(buildDirectory().resolve("build/objects"), fresh.getParent());
        Files.setLastModifiedTime(fresh, FileTime.from(Instant.now().plusSeconds(60)));
        PathUtils.delete(small.cache().resolve("entries"));

        assertThat(text(requireBuilt(small.build(RELEASE)).image())).isEqualTo(trusted);

        assertThat(fresh).hasContent("fresh");
        assertThat(buildDirectory().resolveSibling("small.aside")).doesNotExist();
    }

    @Test
    void recoveryDeletesLinksAndNotTheirTargets() throws Exception {
        requireBuilt(small.build(RELEASE));
        Path objects = buildDirectory().resolve("build/objects");
        new InProgressMarker(buildDirectory().resolve("state/busy")).set();
        Path fresh = Files.writeString(
                Files.createDirectory(folder.resolve("outside")).resolve("file"), "fresh");
        Path toFolder = Files.createSymbolicLink(objects.resolve("to-folder"), fresh.getParent());
        Path toFile = Files.createSymbolicLink(objects.resolve("to-file"), fresh);

        requireBuilt(small.build(RELEASE, CHANGES_A_FILE));

        assertThat(List.of(toFolder, toFile)).noneMatch(Files::isSymbolicLink);
        assertThat(fresh).hasContent("fresh");
    }

    @Test
    void nothingOfTheLabIsWhereMakefilesWrite() throws Exception {
        requireBuilt(small.build(RELEASE));
        try (Stream<Path> files = Files.walk(buildDirectory().resolve("build"))) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith(".vc4lab"));
        }
    }
}
