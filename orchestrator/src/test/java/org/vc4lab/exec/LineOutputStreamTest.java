// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LineOutputStreamTest {
    private final List<String> lines = new ArrayList<>();

    private void write(String... pieces) throws IOException {
        try (OutputStream out = new LineOutputStream(StandardCharsets.UTF_8, lines::add)) {
            for (String piece : pieces) {
                out.write(piece.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void aLineMayComeInPiecesAndAPieceMayHaveLines() throws IOException {
        write("one", " line\n\nan", "other\nthe end");

        assertThat(lines).containsExactly("one line", "", "another", "the end");
    }

    @Test
    void anEndlessLineIsCut() throws IOException {
        String piece = "x".repeat(40_000);
        write(piece, piece, piece, "\nnext\n");

        assertThat(lines).hasSize(2).last().isEqualTo("next");
        assertThat(lines.get(0))
                .isEqualTo("x".repeat(1 << 16) + "... (cut: the line is longer than the limit of 64 KiB)");
    }

    @Test
    void aLineOfAProgramIsCut() throws Exception {
        CommandResult result = new ProcessRunner()
                .run(Command.of("sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x; echo; echo next")
                        .onOutputLine(lines::add));

        assertThat(result.output()).isEqualTo(lines).hasSize(2).last().isEqualTo("next");
        assertThat(lines.get(0)).hasSizeLessThan(66_000).endsWith("longer than the limit of 64 KiB)");
    }

    @Test
    void theLastLinesOfAProgramFillNoMemory() {
        RunningProcess process = new RunningProcess(Command.of("true"));
        String line = "x".repeat(LineOutputStream.LINE_LIMIT);
        for (int i = 0; i < CommandResult.KEPT_LINES; i++) {
            process.addLine(line);
        }
        process.addLine("last");

        assertThat(process.output().stream().mapToInt(String::length).sum())
                .isLessThanOrEqualTo(CommandResult.KEPT_CHARACTERS);
        assertThat(process.output()).last().isEqualTo("last");
    }

    @Test
    void carriageReturnsEndAProgramsLines() throws Exception {
        CommandResult result =
                new ProcessRunner().run(Command.of("printf", "10 percent\\r100 percent\\r\\nend\\n\\nlast"));

        assertThat(result.output()).isEqualTo(Arrays.asList("10 percent", "100 percent", "end", "", "last"));
    }
}
