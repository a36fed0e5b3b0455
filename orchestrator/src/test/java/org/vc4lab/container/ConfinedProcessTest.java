// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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

    /** Without rights, such as those of root, this process could not even list them. */
    @Test
    void foldersThatAProgramClosedAreOpened() throws Exception {
        Path closed = Files.createDirectories(folder.resolve("closed"));
        Path inner = Files.createDirectories(closed.resolve("below/inner"));
        link(inner.resolve("out"), "/etc/passwd");
        for (Path path : List.of(inner, inner.resolveSibling(""), closed)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
        }

        ConfinedProcess.deleteDangerousFiles(folder);

        for (Path path : List.of(closed, inner.resolveSibling(""), inner)) {
            assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
        assertThat(inner).isEmptyDirectory();
    }

    private static void link(Path link, String target) throws Exception {
        Files.createSymbolicLink(link, Path.of(target));
    }
}
