// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;
import org.vc4lab.source.Sha256;

/** Builds "kernels" out of a tree of three files with make and the compiler of this machine. */
class KernelBuilderTest {
    /** Does what is asked of a kernel's make, and notes each time a file is compiled. */
    private static final String MAKEFILE =
            """
            ifneq ($(M),)
            modules:
            \tcat $(O)/vmlinux > $(M)/canary.ko; echo canary >> $(O)/compiled
            else
            all: arch/arm64/boot/Image machine.dtb
            allnoconfig:
            \tsed 's/^CONFIG_IMPOSSIBLE=y/# CONFIG_IMPOSSIBLE is not set/' $(KCONFIG_ALLCONFIG) > $(O)/.config
            \techo config >> $(O)/compiled
            Image: $(O)/a.o $(O)/b.o
            \tmkdir -p $(O)/arch/arm64/boot
            \tcat $^ > $(O)/arch/arm64/boot/Image; cp $(O)/arch/arm64/boot/Image $(O)/vmlinux
            board.dtb:
            \tmkdir -p $(O)/arch/arm64/boot/dts; echo dtb > $(O)/arch/arm64/boot/dts/board.dtb
            modules: Image
            $(O)/%.o: %.c common.h
            \t@echo '  CC      $*.o'; echo $* >> $(O)/compiled
            \tgcc -c -o $@ $<
            endif
            """;

    private final Path home;
    private final Path shelf;
    private final Path cache;
    private final ProcessRunner runner = new ProcessRunner();

    KernelBuilderTest(@TempDir Path folder) {
        this.home = folder.resolve("home");
        this.shelf = folder.resolve("shelf");
        this.cache = folder.resolve("cache");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @BeforeEach
    void projectWithOneKernel() throws Exception {
        Path tree = shelf.resolveSibling("linux-1.0");
        write(tree.resolve("Makefile"), MAKEFILE);
        write(tree.resolve("a.c"), "int a = 1;\n");
        write(tree.resolve("b.c"), "#include \"common.h\"\nint b = COMMON;\n");
        write(tree.resolve("common.h"), "#define COMMON 1\n");
        Files.createDirectories(shelf);
        Path tarball = shelf.resolve("linux_1.0.orig.tar.xz");
        runner.run(Command.of(
                        "tar",
                        "-cJf",
                        tarball.toString(),
                        "-C",
                        tree.resolveSibling("").toString(),
                        "linux-1.0"))
                .orThrow();
        write(
                home.resolve("kernel-configs/kernels.lock.yaml"),
                "kernels:\n  - {version: '1.0', pool: pool/linux_1.0.orig.tar.xz, tree: linux-1.0, architectures: [arm64],"
                        + " sha256: " + Sha256.of(tarball) + "}\n");
        write(
                home.resolve("kernel-configs/configs.yaml"),
                "configs:\n  small: {architecture: arm64, crossCompile: '', image: arch/arm64/boot/Image,"
                        + " deviceTree: arch/arm64/boot/dts/board.dtb, fragments: [basic]}\n");
        write(home.resolve("kernel-configs/basic.config"), "CONFIG_A=y\n");
        write(home.resolve("qemu-images/emulator/armstub/armstub.S"), "");
        write(home.resolve("qemu-images/rootfs/canary/canary.c"), "canary");
    }

    private KernelBuild build(String... diffs) throws IOException, InterruptedException {
        List<Series> series = new ArrayList<>();
        for (String diff : diffs) {
            Path file = home.resolveSibling("change.diff");
            series.add(new SeriesReader(runner).read(Files.writeString(file, diff)));
        }
        Map<String, String> environment = Map.of("VC4LAB_SOURCES", shelf.toString(), Store.VARIABLE, cache.toString());
        try (Workshop workshop = Workshop.open(home, environment, runner, Progress.silent())) {
            return workshop.kernel(new KernelSpec("1.0", "small", series));
        }
    }

    private static Kernel built(KernelBuild build) {
        assertThat(build).isInstanceOf(KernelBuild.Built.class);
        return ((KernelBuild.Built) build).kernel();
    }

    private static String diff(String file, String from, String to) {
        return "--- a/" + file + "\n+++ b/" + file + "\n@@ -1 +1 @@\n-" + from + "\n+" + to + "\n";
    }

    /** What was compiled since it was asked last. */
    private List<String> compiled() throws IOException {
        Path notes = cache.resolve("work/linux-1.0/small/objects/compiled");
        List<String> compiled = Files.exists(notes)
                ? Files.readAllLines(notes).stream().sorted().toList()
                : List.of();
        Files.deleteIfExists(notes);
        return compiled;
    }

    @Test
    void aPatchCompilesWhatItTouchesAndNothingElse() throws Exception {
        Kernel plain = built(build());
        assertThat(plain.image()).isNotEmptyFile();
        assertThat(plain.deviceTree()).hasContent("dtb");
        assertThat(plain.config()).hasContent("CONFIG_A=y");
        assertThat(plain.canary()).isNotEmptyFile();
        assertThat(compiled()).containsExactly("a", "b", "canary", "config");

        Kernel changed = built(build(diff("a.c", "int a = 1;", "int a = 2;")));
        assertThat(compiled()).containsExactly("a");
        assertThat(changed.id()).isNotEqualTo(plain.id());
        assertThat(changed.image()).isNotEqualTo(plain.image());

        assertThat(built(build())).isEqualTo(plain);
        assertThat(compiled()).isEmpty();

        built(build(diff("common.h", "#define COMMON 1", "#define COMMON 2")));
        assertThat(compiled()).containsExactly("a", "b", "canary");
    }

    @Test
    void theCandidateComesOnTopOfTheBase() throws Exception {
        String base = diff("a.c", "int a = 1;", "int a = 2;");
        String candidate = diff("a.c", "int a = 2;", "int a = 3;");
        built(build(base, candidate));
        assertThat(build(candidate)).isInstanceOfSatisfying(KernelBuild.PatchFailed.class, failed -> {
            assertThat(failed.patch()).isEqualTo("change.diff");
            assertThat(failed.reason()).contains("a.c");
        });
    }

    @Test
    void whatDoesNotCompileIsToldInTheCompilersWords() throws Exception {
        assertThat(build(diff("a.c", "int a = 1;", "int a = nonsense;")))
                .isInstanceOfSatisfying(KernelBuild.BuildFailed.class, failed -> assertThat(failed.reason())
                        .contains("a.c:1:9: error: 'nonsense' undeclared"));
        built(build(diff("a.c", "int a = 1;", "int a = 4;")));
    }

    @Test
    void aKilledMakeLeavesNothingThatCounts() throws Exception {
        built(build());
        compiled();
        Path objects = cache.resolve("work/linux-1.0/small/objects");
        WorkMarker.set(objects);
        Files.writeString(objects.resolve("b.o"), "half a fi");
        built(build(diff("a.c", "int a = 1;", "int a = 5;")));
        assertThat(compiled()).containsExactly("a", "b");
    }

    @Test
    void whatAKilledMakeStartedIsWaitedFor() throws Exception {
        built(build());
        Path objects = cache.resolve("work/linux-1.0/small/objects");
        WorkMarker.set(objects);
        Path orphan = objects.resolve("b.o");
        Command compiler = Command.of("sh", "-c", "echo begun; sleep 1; echo half > " + orphan);
        try (RunningProcess running = runner.start(Command.of(OrphanLock.around(objects, compiler.argv())))) {
            await("the compiler holds the lock").until(() -> running.output().contains("begun"));
            Kernel kernel = built(build(diff("a.c", "int a = 1;", "int a = 6;")));
            assertThat(running.isAlive()).isFalse();
            assertThat(Files.readString(kernel.image(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("half");
        }
    }

    @Test
    void aSettingThatDoesNotTakeIsOurOwnError() throws IOException {
        Path fragment = home.resolve("kernel-configs/basic.config");
        Files.writeString(fragment, "CONFIG_IMPOSSIBLE=y\n");
        assertThatThrownBy(this::build)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(fragment + ":1: CONFIG_IMPOSSIBLE=y did not take");
    }

    @Test
    void unknownKernelsAndConfigurationsAreAnsweredWithTheKnownOnes() throws Exception {
        Map<String, String> environment = Map.of(Store.VARIABLE, cache.toString());
        try (Workshop workshop = Workshop.open(home, environment, runner, Progress.silent())) {
            assertThatThrownBy(() -> workshop.kernel(new KernelSpec("2.0", "small", List.of())))
                    .hasMessageContaining("no kernel 2.0")
                    .hasMessageContaining("[1.0]");
            assertThatThrownBy(() -> workshop.kernel(new KernelSpec("1.0", "large", List.of())))
                    .hasMessageContaining("no configuration large")
                    .hasMessageContaining("[small]");
        }
    }

    @Test
    void aStoreWhereMakeCannotWorkIsRefused() {
        Map<String, String> environment = Map.of(Store.VARIABLE, cache + "/with space");
        assertThatThrownBy(() -> Workshop.open(home, environment, runner, Progress.silent()))
                .hasMessageContaining("with space")
                .hasMessageContaining(Store.VARIABLE);
    }
}
