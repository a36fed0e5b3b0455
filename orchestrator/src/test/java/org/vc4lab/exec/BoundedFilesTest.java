// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedFilesTest {
    private final Path file;

    BoundedFilesTest(@TempDir Path folder) {
        this.file = folder.resolve("file");
    }

    @Test
    void readsAFile() throws IOException {
        Files.writeString(file, "caf\u00e9");

        assertThat(BoundedFiles.readString(file, StandardCharsets.UTF_8)).isEqualTo("caf\u00e9");
    }

    @Test
    void refusesAFileThatIsTooLarge() throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength((64 << 20) + 1);
        }

        assertThatThrownBy(() -> BoundedFiles.readBytes(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is larger than the limit of 64 MiB");
    }

    @Test
    void refusesAFileThatHasMoreThanItsSize() {
        Path status = Path.of("/proc/self/status"); // of size 0

        assertThatThrownBy(() -> BoundedFiles.readBytes(status, 0))
                .hasMessage(status + " is larger than the limit of 0 MiB");
    }

    @Test
    void refusesADevice() {
        assertThatThrownBy(() -> BoundedFiles.readBytes(Path.of("/dev/null")))
                .isInstanceOf(IOException.class)
                .hasMessage("/dev/null is not a regular file");
    }
}
