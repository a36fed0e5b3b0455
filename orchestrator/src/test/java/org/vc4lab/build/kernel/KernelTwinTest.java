// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.kernel.KernelBuild.BuiltKernel;
import org.vc4lab.build.kernel.KernelTwin.FoundTwin;
import org.vc4lab.build.kernel.KernelTwin.NoTwin;

/** Small "kernels" once more, with all debug information. */
class KernelTwinTest {
    private static final KernelSource RELEASE = new KernelSource.PatchedRelease("1.0");

    @TempDir
    Path folder;

    private SmallKernel small;

    @BeforeEach
    void useReducedDebugInfo() throws Exception {
        small = SmallKernel.in(folder);
        Path configs = small.home().resolve("kernel-configs/configs.yaml");
        Files.writeString(configs, Files.readString(configs).replace("[basic]", "[basic, debug-info-reduced]"));
        Files.writeString(
                small.home().resolve("kernel-configs/debug-info-reduced.config"), "CONFIG_DEBUG_INFO_REDUCED=y\n");
    }

    private Kernel build(String... diffs) throws IOException, InterruptedException {
        KernelBuild build = small.build(RELEASE, diffs);
        assertThat(build).isInstanceOf(BuiltKernel.class);
        return ((BuiltKernel) build).kernel();
    }

    @Test
    void isTheKernelWithMoreDebugInformation() throws Exception {
        Kernel kernel = build();
        KernelTwin twin = small.buildTwin(RELEASE, kernel);

        assertThat(twin).isInstanceOfSatisfying(FoundTwin.class, found -> {
            assertThat(found.symbols()).isRegularFile().isNotEqualTo(kernel.symbols());
            assertThat(found.canary()).isRegularFile().isNotEqualTo(kernel.canary());
            assertThat(found.sources().resolve("module/canary.c")).hasContent("canary");
            assertThat(found.symbols().resolveSibling("config")).hasContent("CONFIG_A=y");
        });
        assertThat(kernel.config()).hasContent("CONFIG_A=y\nCONFIG_DEBUG_INFO_REDUCED=y");
        assertThat(small.buildTwin(RELEASE, kernel)).isEqualTo(twin);
        assertThat(build()).as("its objects are its own").isEqualTo(kernel);
    }

    @Test
    void otherCodeIsRefused() throws Exception {
        String date = "export SOURCE_DATE_EPOCH := $(if $(shell grep REDUCED $(O)/.config),1,100000000)";
        List<String> diffs = List.of(
                "--- a/Makefile\n+++ b/Makefile\n@@ -1,2 +1,3 @@\n+" + date + "\n VERSION = 1\n PATCHLEVEL = 0\n",
                SmallKernel.diff("a.c", "int a = 1;", "char a[] = __DATE__;"));
        Kernel kernel = build(diffs.toArray(String[]::new));

        assertThat(small.buildTwin(RELEASE, kernel, diffs.toArray(String[]::new)))
                .isInstanceOfSatisfying(NoTwin.class, none -> assertThat(none.reason())
                        .startsWith("its code is not that of the kernel: other bytes from")
                        .endsWith(" in section .data"));
    }

    @Test
    void aTwinThatDoesNotBuildIsRefused() throws Exception {
        String error = "$(if $(shell grep REDUCED $(O)/.config)$(KCONFIG_ALLCONFIG),,$(error no twins here))";
        String diff =
                "--- a/Makefile\n+++ b/Makefile\n@@ -1,2 +1,3 @@\n+" + error + "\n VERSION = 1\n PATCHLEVEL = 0\n";
        Kernel kernel = build(diff);

        assertThat(small.buildTwin(RELEASE, kernel, diff))
                .isInstanceOfSatisfying(
                        NoTwin.class, none -> assertThat(none.reason()).contains("no twins here"));
    }

    /** Makefiles write the list, and a patch may make links. */
    @Test
    void onlyPlainSourcesOfTheTreeAreKept() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree/kernel"));
        Files.createDirectories(folder.resolve("tree/scripts"));
        for (String file :
                List.of("kernel/core.c", "kernel/sched.h", "kernel/entry.S", "kernel/board.dts", "scripts/mod.c")) {
            Files.writeString(folder.resolve("tree").resolve(file), file);
        }
        Path secret = Files.writeString(folder.resolve("secret.h"), "secret");
        Files.createSymbolicLink(tree.resolve("link.h"), secret);
        Files.createSymbolicLink(tree.resolve("folder"), folder);
        Path out = folder.resolve("out");

        KeptSources.copy(
                folder.resolve("tree"),
                List.of(
                        "kernel/core.c",
                        "kernel/sched.h",
                        "kernel/../kernel/sched.h",
                        "kernel/entry.S",
                        "kernel/board.dts",
                        "kernel/missing.h",
                        "scripts/mod.c",
                        "kernel/link.h",
                        "kernel/folder/secret.h",
                        "../secret.h",
                        secret.toString()),
                out);

        try (var files = Files.walk(out)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> out.relativize(file).toString()))
                    .containsExactlyInAnyOrder("kernel/core.c", "kernel/sched.h", "kernel/entry.S");
        }
        assertThat(Files.getLastModifiedTime(out.resolve("kernel/core.c")))
                .as("gdb warns of newer ones")
                .isLessThanOrEqualTo(Files.getLastModifiedTime(tree.resolve("core.c")));
    }

    @Test
    void sourcesHaveALimit() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree"));
        try (var file = java.nio.channels.FileChannel.open(
                tree.resolve("huge.c"),
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.WRITE)) {
            file.write(java.nio.ByteBuffer.wrap(new byte[1]), 600L << 20);
        }

        assertThatThrownBy(() -> KeptSources.copy(tree, List.of("huge.c"), folder.resolve("out")))
                .isInstanceOf(KernelBuildException.class);
        assertThat(folder.resolve("out/huge.c")).doesNotExist();
    }
}
