// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfinedProcessTest {
    @TempDir
    Path folder;

    @Test
    void onlyFilesFoldersAndInnerLinksStay() throws Exception {
        Path written = folder.resolve("written");
        Files.createDirectories(written.resolve("below"));
        Path outside = Files.createDirectories(folder.resolve("written-too"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.writeString(written.resolve("file"), "");
        link(written.resolve("below/up"), "../file");
        link(written.resolve("here"), "below");

        link(written.resolve("out"), "../written-too/secret");
        link(written.resolve("below/folder"), outside.toString());
        link(written.resolve("roundabout"), "below/folder/secret");
        link(written.resolve("nowhere"), "/no/such/file");
        link(written.resolve("loop"), "loop");
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(written.resolve("socket")));

            ConfinedProcess.deleteDangerousFiles(written);
        }

        try (Stream<Path> left = Files.walk(written)) {
            assertThat(left.map(path -> written.relativize(path).toString()))
                    .containsExactlyInAnyOrder("", "file", "below", "below/up", "here");
        }
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    private static void link(Path link, String target) throws Exception {
        Files.createSymbolicLink(link, Path.of(target));
    }
}
