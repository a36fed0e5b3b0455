// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.container.Isolation;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;
import org.vc4lab.source.Sha256;

/** A project that builds "kernels" out of a tree of three files with make and the compiler of this machine. */
public final class SmallKernel {
    /** Has the targets of a kernel's Makefile, and logs each compiled file. */
    private static final String MAKEFILE =
            """
            VERSION = 1
            PATCHLEVEL = 0
            SUBLEVEL = 0
            CC = $(CROSS_COMPILE)gcc
            ifneq ($(M),)
            modules:
            \tcat $(O)/vmlinux > $(M)/canary.ko; echo canary >> $(O)/compiled
            \t(echo '  $(CURDIR)/common.h'; echo '  .config') > $(M)/.canary.o.cmd
            else
            all: arch/arm64/boot/Image machine.dtb
            allnoconfig:
            \tsed 's/^CONFIG_IMPOSSIBLE=y/# CONFIG_IMPOSSIBLE is not set/' $(KCONFIG_ALLCONFIG) > $(O)/.config
            \techo config >> $(O)/compiled
            Image: $(O)/a.o $(O)/b.o $(O)/modpost
            \tmkdir -p $(O)/arch/arm64/boot $(O)/include/generated; echo > $(O)/include/generated/asm-offsets.h
            \t(cat $(O)/a.o $(O)/b.o; $(O)/modpost) > $(O)/arch/arm64/boot/Image; cp $(O)/arch/arm64/boot/Image $(O)/vmlinux
            $(O)/modpost: # a program of the build
            \tprintf '#!/bin/sh\\necho of the kernel\\n' > $@; chmod +x $@
            board.dtb:
            \tmkdir -p $(O)/arch/arm64/boot/dts; echo dtb > $(O)/arch/arm64/boot/dts/board.dtb
            modules: Image
            $(O)/%.o: %.c common.h
            \t@echo '  CC      $*.o'; echo $* >> $(O)/compiled
            \t$(CC) -Wall -c -o $@ $<
            endif
            """;

    private final Path home;
    private final Path localFolder;
    private final Path cache;
    private final ProcessRunner runner = new ProcessRunner();
    private final Map<String, String> environment = new HashMap<>();

    private SmallKernel(Path folder) {
        this.home = folder.resolve("home");
        this.localFolder = folder.resolve("shelf");
        this.cache = folder.resolve("cache");
    }

    public static SmallKernel in(Path folder) throws IOException, InterruptedException {
        SmallKernel kernel = new SmallKernel(folder);
        kernel.write();
        return kernel;
    }

    public Path home() {
        return home;
    }

    /** Variables that builds get in addition. */
    Map<String, String> environment() {
        return environment;
    }

    /** The remote cache, if a test creates it. */
    Path share() {
        return home.resolveSibling("share");
    }

    public Path cache() {
        return cache;
    }

    Path fragment() {
        return home.resolve("kernel-configs/basic.config");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** The sources of the tarball. */
    static void writeSources(Path tree) throws IOException {
        write(tree.resolve("Makefile"), MAKEFILE);
        write(tree.resolve("Kconfig"), "config A\n");
        write(tree.resolve("a.c"), "int a = 1;\n");
        write(tree.resolve("b.c"), "#include \"common.h\"\nint b = COMMON;\n");
        write(tree.resolve("common.h"), "#define COMMON 1\n");
    }

    private void write() throws IOException, InterruptedException {
        Path tree = localFolder.resolveSibling("linux-1.0");
        writeSources(tree);
        Files.createDirectories(localFolder);
        Path tarball = localFolder.resolve("linux_1.0.orig.tar.xz");
        runner.run(Command.of("tar", "-cJf", tarball.toString(), "-C", String.valueOf(tree.getParent()), "linux-1.0"))
                .orThrow();
        write(
                home.resolve("kernel-configs/kernels.lock.yaml"),
                "suites: []\nkernels:\n  - {version: '1.0', pool: pool/linux_1.0.orig.tar.xz, tree: linux-1.0, architectures: [arm64],"
                        + " sha256: " + Sha256.of(tarball) + "}\n");
        write(
                home.resolve("kernel-configs/configs.yaml"),
                "ranges: {}\nconfigs:\n  small: {kernels: all, architecture: arm64, userland: arm64, checks: [], crossCompile: '', image: arch/arm64/boot/Image,"
                        + " deviceTrees: {all: arch/arm64/boot/dts/board.dtb}, fragments: [basic]}\n");
        write(home.resolveSibling("secret"), "0123456789abcdef".repeat(4));
        write(fragment(), "CONFIG_A=y\n");
        write(home.resolve("qemu-images/emulator/armstub/armstub.S"), "");
        write(home.resolve("qemu-images/rootfs/canary/canary.c"), "canary");
    }

    public KernelBuild build(KernelSource source, String... diffs) throws IOException, InterruptedException {
        try (BuildService buildService = openBuildService()) {
            return buildService.buildKernel(new KernelSpec(source, "small", readSeries(List.of(diffs))));
        }
    }

    /** Builds the twin of a kernel. */
    KernelTwin buildTwin(KernelSource source, Kernel kernel, String... diffs) throws IOException, InterruptedException {
        try (BuildService buildService = openBuildService()) {
            return buildService.buildTwin(new KernelSpec(source, "small", readSeries(List.of(diffs))), kernel);
        }
    }

    /** Builds a kernel with one patch, in a file of this name. */
    KernelBuild buildNamed(String fileName, KernelSource source, String diff) throws IOException, InterruptedException {
        try (BuildService buildService = openBuildService()) {
            Path file = Files.writeString(home.resolveSibling(fileName), diff);
            Series series = new SeriesReader(runner).read(file);
            return buildService.buildKernel(new KernelSpec(source, "small", List.of(series)));
        }
    }

    /** Builds a kernel with a compiler that a user names. */
    KernelBuild buildWith(CompilerChoice compiler, KernelSource source) throws IOException, InterruptedException {
        try (BuildService buildService = openBuildService(Optional.of(compiler))) {
            return buildService.buildKernel(new KernelSpec(source, "small", List.of()));
        }
    }

    /** Builds a kernel with foreign patches. */
    KernelBuild buildForeign(KernelSource source, String... diffs) throws IOException, InterruptedException {
        return buildForeign(source, List.of(), diffs);
    }

    KernelBuild buildForeign(KernelSource source, List<String> trusted, String... diffs)
            throws IOException, InterruptedException {
        try (BuildService buildService = openBuildService()) {
            return buildService.buildKernel(
                    new KernelSpec(source, "small", readSeries(trusted)).withOnlyForeign(readSeries(List.of(diffs))));
        }
    }

    /** Builds a kernel without patches, with a stranger's fragment. */
    KernelBuild buildWithForeignFragment(KernelSource source, String lines) throws IOException, InterruptedException {
        try (BuildService buildService = openBuildService()) {
            Path fragment = Files.writeString(home.resolveSibling("foreign.config"), lines);
            return buildService.buildKernel(
                    new KernelSpec(source, "small", List.of()).withForeignFragments(List.of(fragment)));
        }
    }

    /** The names of what is in the remote cache. */
    List<String> shared(String kind) throws IOException {
        try (Stream<Path> files = Files.list(share().resolve(kind))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private List<Series> readSeries(List<String> diffs) throws IOException, InterruptedException {
        List<Series> series = new ArrayList<>();
        for (String diff : diffs) {
            Path file = home.resolveSibling("change.diff");
            series.add(new SeriesReader(runner).read(Files.writeString(file, diff)));
        }
        return series;
    }

    List<PatchResult> checkPatches(KernelSource source, Series series) throws IOException, InterruptedException {
        try (BuildService buildService = openBuildService()) {
            return buildService.checkPatches(new KernelSpec(source, "small", List.of()), series);
        }
    }

    private BuildService openBuildService() throws IOException, InterruptedException {
        return openBuildService(Optional.empty());
    }

    private BuildService openBuildService(Optional<CompilerChoice> compiler) throws IOException, InterruptedException {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("VC4LAB_SOURCES", localFolder.toString());
        variables.put(Store.VARIABLE, cache.toString());
        variables.put("VC4LAB_SHARE", Files.isDirectory(share()) ? share().toString() : "");
        variables.put("VC4LAB_SHARE_KEY", home.resolveSibling("secret").toString());
        return BuildService.open(home, variables, runner, Progress.silent(), Isolation.NONE, compiler);
    }

    public static String diff(String file, String from, String to) {
        return "--- a/" + file + "\n+++ b/" + file + "\n@@ -1 +1 @@\n-" + from + "\n+" + to + "\n";
    }

    /** A patch whose makefile runs shell commands at the end of the build of image and device tree. */
    static String diffRunning(String... commands) {
        List<String> lines = MAKEFILE.lines().toList();
        int rule = lines.indexOf("board.dtb:");
        StringBuilder diff = new StringBuilder("--- a/Makefile\n+++ b/Makefile\n");
        diff.append("@@ -%d,3 +%d,%d @@%n".formatted(rule + 1, rule + 1, 3 + commands.length));
        diff.append("-board.dtb:\n+board.dtb: Image\n ")
                .append(lines.get(rule + 1))
                .append('\n');
        for (String command : commands) {
            diff.append("+\t").append(command).append('\n');
        }
        return diff.append(' ').append(lines.get(rule + 2)).append('\n').toString();
    }

    /** The files compiled in a work area since the last call. */
    List<String> takeCompiled(String area) throws IOException {
        Path notes = cache.resolve("work").resolve(area).resolve("small/build/objects/compiled");
        List<String> compiled = Files.exists(notes)
                ? Files.readAllLines(notes).stream().sorted().toList()
                : List.of();
        Files.deleteIfExists(notes);
        return compiled;
    }
}
