// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessIdentity;
import org.vc4lab.exec.ProcessRunner;

final class PrivateTempDirectoryTest {
    private static final long NO_PROCESS = 4_194_305; // beyond the kernel's highest pid

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

    /** As a killed process leaves it. */
    private Path folderOf(ProcessIdentity process) throws IOException {
        Path owner = Files.createTempFile("vc4lab-test", ".owner");
        Files.writeString(owner, process.label());
        String name = owner.getFileName().toString();
        Path folder = Files.createDirectory(owner.resolveSibling(name.substring(0, name.lastIndexOf('.'))));
        Files.createSymbolicLink(folder.resolve("folder"), temporary);
        return folder;
    }

    @Test
    void whatAKilledProcessLeftIsDeletedByTheNext() throws Exception {
        ProcessIdentity self = ProcessIdentity.self();
        Path kept = Files.writeString(temporary.resolve("kept"), "");
        Path ofKilled = folderOf(new ProcessIdentity(self.boot(), self.pidNamespace(), NO_PROCESS, 1));
        Path ofLiving = folderOf(self);

        PrivateTempDirectory.create("vc4lab-test").close();

        assertThat(ofKilled).doesNotExist();
        assertThat(ofKilled.resolveSibling(ofKilled.getFileName() + ".owner")).doesNotExist();
        assertThat(ofLiving).isDirectory();
        assertThat(kept).exists();
        PathUtils.delete(ofLiving);
        Files.delete(ofLiving.resolveSibling(ofLiving.getFileName() + ".owner"));
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
