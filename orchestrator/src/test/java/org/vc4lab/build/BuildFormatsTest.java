// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Golden;
import org.vc4lab.build.emulator.EmulatorSources;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.SmallKernel;
import org.vc4lab.build.rootfs.GuestAdditions;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Manifest;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.container.Isolation;
import org.vc4lab.exec.ProcessRunner;

/** The manifests of the store and the inputs of its keys, byte for byte. */
final class BuildFormatsTest {
    private static final GuestAdditions NO_ADDITIONS = new GuestAdditions(Map.of(), List.of(), List.of());

    @TempDir
    Path folder;

    @Test
    void manifestKeepsItsBytesAndIsReadBack() throws Exception {
        Path file = Files.writeString(folder.resolve("a file"), "content");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_123L));
        CacheKey key = new CacheKey()
                .addValue("recipe", "2")
                .addValue("tools", "two\nlines")
                .addText("settings", "CONFIG_A=y");
        Manifest.of(folder, key.inputs()).writeTo(folder);
        Golden.check("manifest", Files.readString(folder.resolve("manifest")));
        assertThat(key.id()).isEqualTo("975ca090e317b8a3c86455d5e70f4f4f");

        Path before = Files.createDirectories(folder.resolve("before"));
        Files.copy(Golden.file("manifest"), before.resolve("manifest"));
        Manifest read = Manifest.read(before).orElseThrow();
        assertThat(read.inputs()).isEqualTo(key.inputs());
        assertThat(read.matchesMetadata(folder)).isTrue();
    }

    @Test
    void keysOfKernelAndCanaryKeepTheirInputs() throws Exception {
        SmallKernel small = SmallKernel.in(folder);
        KernelBuild build = small.build(
                new KernelSource.PatchedRelease("1.0"),
                SmallKernel.diff("common.h", "#define COMMON 1", "#define COMMON 2"),
                """
                --- /dev/null
                +++ b/scripts/new.sh
                @@ -0,0 +1 @@
                +true
                --- a/Kconfig
                +++ /dev/null
                @@ -1 +0,0 @@
                -config A
                """);
        assertThat(build).isInstanceOf(KernelBuild.BuiltKernel.class);
        Golden.check("kernel-inputs.txt", inputs("kernel") + inputs("canary"));
    }

    @Test
    void keyOfTheEmulatorKeepsItsInputs() throws Exception {
        write(
                "qemu.lock.yaml",
                """
                qemu: {version: '10.0', pool: pool/q.tar.xz, sha256: '%s', tree: qemu-10.0}
                meson: {version: '1.9', pool: pool/m.deb, sha256: '%s', python: usr/lib}
                """
                        .formatted("0".repeat(64), "1".repeat(64)));
        write("configure.args", "# why\n--one\n--two\n");
        write("wiring/0001-a.patch", "diff");
        write("hw/audio/a.c", "int a;");
        CacheKey key = new EmulatorSources(folder).addTo(new CacheKey());
        Golden.check("emulator-inputs.txt", lines(key.inputs()));
    }

    @Test
    void keyOfTheUserlandKeepsItsInputs() throws Exception {
        SmallKernel small = SmallKernel.in(folder);
        writeUserland();
        try (BuildService buildService = open(small)) {
            byte[] archive = Files.readAllBytes(
                    buildService.buildRootfs("small", NO_ADDITIONS).archive());
            assertThat(archive).startsWith("070701".getBytes(StandardCharsets.US_ASCII)); // the guest unpacks nothing
        }
        Golden.check("rootfs-inputs.txt", inputs("rootfs"));
    }

    /** The kernel unpacks the last archive over the others, and a case is not trusted. */
    @Test
    void whatACaseAddsIsUnpackedBeforeThePrograms() throws Exception {
        SmallKernel small = SmallKernel.in(folder);
        writeUserland();
        write("watch.sh", "#!/bin/sh\necho of the case\n");
        GuestAdditions additions = new GuestAdditions(Map.of(), List.of(folder.resolve("watch.sh")), List.of());
        try (BuildService buildService = open(small)) {
            Rootfs plain = buildService.buildRootfs("small", NO_ADDITIONS);
            Rootfs more = buildService.buildRootfs("small", additions);

            assertThat(more.id()).isNotEqualTo(plain.id());
            String archive = Files.readString(more.archive(), StandardCharsets.ISO_8859_1);
            assertThat(archive)
                    .containsSubsequence("case/watch.sh", "echo of the case")
                    .endsWith(Files.readString(plain.archive(), StandardCharsets.ISO_8859_1));
            write("watch.sh", "#!/bin/sh\necho more of it\n");
            assertThat(buildService.buildRootfs("small", additions).id()).isNotEqualTo(more.id());
            assertThatThrownBy(() -> buildService.buildRootfs(
                            "small", new GuestAdditions(Map.of("armhf", List.of()), List.of(), List.of())))
                    .hasMessage("the case has no packages for arm64, only for armhf");
        }
    }

    private static BuildService open(SmallKernel small) throws IOException, InterruptedException {
        return BuildService.open(
                small.home(),
                Map.of(Store.VARIABLE, small.cache().toString()),
                new ProcessRunner(),
                Progress.silent(),
                Isolation.NONE);
    }

    private void writeUserland() throws IOException {
        write("home/qemu-images/rootfs/packages-arm64.lock.yaml", "packages: []\n");
        write("home/qemu-images/rootfs/init", "#!/bin/sh\n");
        write("home/qemu-images/rootfs/more", "more\n");
        write(
                "home/qemu-images/rootfs/layout.yaml",
                """
                folders: [/dev, /etc]
                devices: [{path: /dev/console, mode: '600', type: c, major: 5, minor: 1}]
                files: [{path: /init, mode: '755', from: init}]
                appended: [{path: /init, from: more}]
                generated: [{path: /tone.wav, mode: '644', from: tone.yaml}]
                links: {/init: [sh]}
                """);
        write(
                "home/qemu-images/rootfs/tone.yaml",
                """
                path: /tone.wav
                rate: 8000
                channels: 1
                format: S16_LE
                seconds: 1
                amplitude: 0.5
                frequencies: [440]
                """);
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** The inputs in the manifest of the only entry of a kind, without those that depend on this machine. */
    private String inputs(String kind) throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("cache/entries").resolve(kind))) {
            List<Path> all = entries.filter(Files::isDirectory).toList();
            assertThat(all).hasSize(1);
            return Files.readAllLines(all.get(0).resolve("manifest")).stream()
                    .filter(line -> line.startsWith("input "))
                    .map(line -> line.replaceFirst("^(input (?:toolchain|tarball)) .*", "$1 of this machine"))
                    .collect(Collectors.joining("\n", kind + "\n", "\n"));
        }
    }

    private static String lines(Map<String, String> inputs) {
        StringBuilder lines = new StringBuilder();
        inputs.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(input -> lines.append(input)
                .append('\n'));
        return lines.toString();
    }
}
