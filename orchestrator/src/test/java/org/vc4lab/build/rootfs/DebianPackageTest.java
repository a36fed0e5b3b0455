// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

/** Reads a package from dpkg-deb. */
class DebianPackageTest {
    private final Path folder;

    DebianPackageTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private DebianPackage sample() throws IOException, InterruptedException {
        Path tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve("usr/lib/conf"));
        Files.createDirectories(tree.resolve("DEBIAN"));
        Files.writeString(
                tree.resolve("DEBIAN/control"),
                "Package: sample\nVersion: 1\nArchitecture: all\nMaintainer: x <x@example.org>\nDescription: x\n");
        Files.writeString(tree.resolve("usr/lib/libx.so.1.2"), "ELF");
        Files.createSymbolicLink(tree.resolve("usr/lib/libx.so.1"), Path.of("libx.so.1.2"));
        Files.writeString(tree.resolve("usr/lib/conf/a"), "A");
        Files.writeString(tree.resolve("usr/lib/conf/b"), "B");
        Path deb = folder.resolve("sample.deb");
        new ProcessRunner()
                .run(Command.of("dpkg-deb", "-Zxz", "--root-owner-group", "-b", tree.toString(), deb.toString()))
                .orThrow();
        return DebianPackage.read(deb);
    }

    @Test
    void followsLinksAndTakesWholeFolders() throws Exception {
        Cpio archive = new Cpio();
        DebianPackage deb = sample();
        deb.copyInto("/usr/lib/libx.so.1", archive);
        deb.copyInto("/usr/lib/conf/", archive);
        assertThat(archive.contentOf("usr/lib/libx.so.1")).asString().isEqualTo("ELF");
        assertThat(archive.contentOf("usr/lib/conf/a")).asString().isEqualTo("A");
        assertThat(archive.contentOf("usr/lib/conf/b")).asString().isEqualTo("B");
    }

    @Test
    void namesAFileThatIsMissing() {
        assertThatThrownBy(() -> sample().copyInto("/usr/bin/absent", new Cpio()))
                .hasMessageContaining("/usr/bin/absent")
                .hasMessageContaining("sample.deb");
    }
}
