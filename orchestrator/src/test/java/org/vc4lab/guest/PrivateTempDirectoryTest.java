// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

final class PrivateTempDirectoryTest {
    @TempDir
    Path temporary;

    @Test
    void isDeletedWithItsContents() throws Exception {
        PrivateTempDirectory folder = PrivateTempDirectory.create("vc4lab-test");
        Files.createDirectories(folder.path().resolve("a/b"));
        Files.writeString(folder.path().resolve("a/b/file"), "");
        Path other = Files.writeString(temporary.resolve("other"), "");
        Files.createSymbolicLink(folder.path().resolve("link"), temporary);
        folder.deleteOnClose(other);

        folder.close();
        folder.close();

        assertThat(folder.path()).doesNotExist();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void aJvmThatExitsLeavesNoFolder() throws Exception {
        CommandResult commandResult = new ProcessRunner()
                .run(Command.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CreatesDirectoryAtShutdown.class.getName()));

        assertThat(commandResult.text()).isEqualTo("refused: this process is about to end");
        assertThat(temporary).isEmptyDirectory();
    }
}
