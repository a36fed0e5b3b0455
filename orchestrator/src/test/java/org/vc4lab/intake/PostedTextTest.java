// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostedTextTest {
    private static final int LIMIT = 8 << 20;

    @TempDir
    Path folder;

    @Test
    void aLargeFileIsRefusedAndTheLimitNamed() throws Exception {
        Path file = Files.write(folder.resolve("large"), new byte[LIMIT + 1]);

        assertThatThrownBy(() -> PostedText.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("limit of 8 MiB");
    }

    @Test
    void aFileOfLineEndsIsRefusedAndTheLimitNamed() throws Exception {
        assertThatThrownBy(() -> PostedLogs.text("\n".repeat(200_000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("limit of 200000");
    }

    @Test
    void aLongLineIsCut() throws Exception {
        PostedText text = PostedLogs.text("x".repeat(100_000));

        assertThat(text.lines().get(0).text()).hasSize(4096);
        assertThat(text.lines().get(0).quoted()).hasSizeLessThan(130);
    }

    /** Numbers are those of the file, also behind quotation marks and timestamps. */
    @Test
    void linesHaveNumbersAndNoPrefixes() throws Exception {
        PostedText text = PostedLogs.text("Hi\r\n> [   14.749955] CPU: 0 PID: 140 Comm: aplay\n");

        assertThat(text.lines().get(1)).isEqualTo(new SourceLine(2, "CPU: 0 PID: 140 Comm: aplay"));
    }
}
