// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    @Test
    void replacesTheFile() throws Exception {
        Path file = Files.writeString(folder.resolve("evidence.json"), "old");

        AtomicFiles.write(file, new byte[] {'n', 'e', 'w'});

        assertThat(file).hasContent("new");
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void leavesNoPartialFileOnFailure() throws Exception {
        Path taken = Files.createDirectories(folder.resolve("evidence.json"));
        Files.writeString(taken.resolve("inside"), "a folder that is not empty cannot be replaced");

        assertThatThrownBy(() -> AtomicFiles.write(taken, new byte[] {'x'})).isInstanceOf(IOException.class);

        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void aFullDiskLeavesTheOldContent() throws Exception {
        byte[] content = new byte[10_000];
        try (SmallDisk disk = SmallDisk.orSkip(folder)) {
            disk.fillAtEachWrite(
                    path -> {
                        Files.createFile(path.resolve("evidence.json"));
                        AtomicFiles.write(path.resolve("evidence.json"), content);
                        assertThat(path.resolve("evidence.json")).hasBinaryContent(content);
                    },
                    path -> {
                        assertThat(path).isDirectoryNotContaining("glob:**.new");
                        if (Files.exists(path.resolve("evidence.json"))) {
                            assertThat(Files.size(path.resolve("evidence.json")))
                                    .isIn(0L, 10_000L);
                        }
                        AtomicFiles.write(path.resolve("evidence.json"), content);
                    });
        }
    }
}
