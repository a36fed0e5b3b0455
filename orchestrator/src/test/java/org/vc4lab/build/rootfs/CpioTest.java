// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpioTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Cpio sample() {
        return new Cpio()
                .addFile("scenario/run", 0755, bytes("echo hello\n"))
                .addLink("bin/sh", "busybox")
                .addCharacterDevice("dev/console", 0600, 5, 1);
    }

    private static byte[] toBytes(Cpio cpio) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        cpio.writeTo(out);
        return out.toByteArray();
    }

    private static List<String> listing(byte[] archive) throws IOException {
        List<String> listing = new ArrayList<>();
        try (CpioArchiveInputStream in = new CpioArchiveInputStream(new ByteArrayInputStream(archive))) {
            for (CpioArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String device = entry.isCharacterDevice()
                        ? " " + entry.getRemoteDeviceMaj() + "," + entry.getRemoteDeviceMin()
                        : "";
                String content = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
                listing.add(String.format("%06o %s%s", entry.getMode(), entry.getName(), device)
                        + (content.isEmpty() ? "" : " = " + content));
            }
        }
        return listing;
    }

    @Test
    void canBeReadBack() throws IOException {
        assertThat(listing(toBytes(sample())))
                .containsExactly(
                        "040755 bin",
                        "120777 bin/sh = busybox",
                        "040755 dev",
                        "020600 dev/console 5,1",
                        "040755 scenario",
                        "100755 scenario/run = echo hello");
    }

    @Test
    void theSameContentsAreTheSameBytesInWhateverOrderTheyCame() throws IOException {
        Cpio other = new Cpio()
                .addCharacterDevice("dev/console", 0600, 5, 1)
                .addFolder("scenario")
                .addLink("bin/sh", "busybox")
                .addFile("scenario/run", 0644, bytes("an older one"))
                .addFile("scenario/run", 0755, bytes("echo hello\n"));
        assertThat(toBytes(other)).isEqualTo(toBytes(sample()));
    }

    @Test
    void pathsAreRelative() {
        assertThatThrownBy(() -> new Cpio().addFolder("/dev")).hasMessageContaining("'/dev'");
    }

    @Test
    void anInitrdIsTheUserlandThenTheCanaryThenTheScenario(@TempDir Path folder) throws IOException {
        byte[] userland = toBytes(new Cpio().addFolder("root"));
        Path archive = Files.write(folder.resolve("rootfs.cpio"), userland);
        Path module = Files.writeString(folder.resolve("canary.ko"), "ELF");
        Path initrd = folder.resolve("initrd");
        new Rootfs(archive, archive, true, "r").writeInitrd(initrd, module, sample());
        byte[] initrdBytes = Files.readAllBytes(initrd);
        byte[] rest = Arrays.copyOfRange(initrdBytes, userland.length, initrdBytes.length);
        int third = 1024;
        assertThat(listing(initrdBytes)).containsExactly("040755 root");
        assertThat(listing(rest)).containsExactly("100644 canary.ko = ELF");
        assertThat(listing(Arrays.copyOfRange(rest, third - 512, rest.length)))
                .contains("100755 scenario/run = echo hello");
    }
}
