// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void setUp() {
        file = folder.resolve("values.jsonl");
    }

    @Test
    void cutAnywhereTheLastLineIsDroppedAndTheNextIsWhole() throws Exception {
        byte[] whole = "\"först\"\n\"größer\"\n".getBytes(StandardCharsets.UTF_8);
        int firstLine = "\"först\"\n".getBytes(StandardCharsets.UTF_8).length;
        for (int length = firstLine; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(JsonLines.read(file, String.class)).containsExactly("först");
            try (JsonLines<String> lines = JsonLines.open(file, String.class)) {
                lines.append("größer");
            }
            assertThat(file).hasBinaryContent(whole);
        }
    }

    /** Nonsense, two joined values, the end of a line that was lost, a byte that is not UTF-8, a hole. */
    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "\"a\"\"b\"", "b\"", "\"\u00ff\"", "\0\0\0\0\0\0\0\0", ""})
    void damageElsewhereIsReportedWithItsLine(String damage) throws Exception {
        Files.writeString(file, "\"first\"\n" + damage + "\n\"last\"\n", StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> JsonLines.read(file, String.class))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ":2: damaged: ");
        assertThatThrownBy(() -> JsonLines.open(file, String.class)).hasMessageContaining(":2: damaged: ");
    }

    @Test
    void aFileThatCannotBeReadIsNotLeftLocked() throws Exception {
        Files.writeString(file, "nonsense\n");
        assertThatThrownBy(() -> JsonLines.open(file, String.class)).hasMessageContaining("damaged");
        Files.delete(file);
        JsonLines.open(file, String.class).close();
    }

    @Test
    void anInterruptedThreadLosesNothing() throws Exception {
        try (JsonLines<String> lines = JsonLines.open(file, String.class)) {
            Thread.currentThread().interrupt();
            lines.append("first");
            assertThat(Thread.interrupted()).isTrue();
            lines.append("second");
        }
        assertThat(JsonLines.read(file, String.class)).containsExactly("first", "second");
    }

    @Test
    void anotherProcessIsKeptOutUntilTheEnd() throws Exception {
        try (JsonLines<String> lines = JsonLines.open(file, String.class)) {
            assertThatThrownBy(() -> JsonLines.open(file, String.class)).hasMessageContaining("another process");
            assertThat(JsonLines.read(file, String.class)).isEqualTo(lines.values());
            assertThat(openInAnotherProcess()).contains("another process is at work in " + folder);
        }
        assertThat(openInAnotherProcess()).isEqualTo("opened");
    }

    private String openInAnotherProcess() throws Exception {
        CommandResult result = new ProcessRunner()
                .run(Command.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        JsonLinesOpener.class.getName(),
                        file.toString()));
        return String.join("\n", result.output());
    }

    @Test
    void aFullDiskLeavesNoHalfLine() throws Exception {
        List<String> appended = new ArrayList<>();
        try (SmallDisk disk = SmallDisk.orSkip(folder)) {
            disk.fillAtEachWrite(
                    path -> {
                        appended.clear();
                        try (JsonLines<String> lines = JsonLines.open(path.resolve("values.jsonl"), String.class)) {
                            for (int i = 0; i < 40; i++) {
                                appendDespiteFullDisk(lines, i + "ö".repeat(300), disk);
                                appended.add(i + "ö".repeat(300));
                            }
                        }
                    },
                    path -> {
                        assertThat(JsonLines.read(path.resolve("values.jsonl"), String.class))
                                .isEqualTo(appended);
                        try (JsonLines<String> lines = JsonLines.open(path.resolve("values.jsonl"), String.class)) {
                            lines.append("and more");
                        }
                    });
        }
    }

    /** A value that was refused twice can be appended later. */
    private static void appendDespiteFullDisk(JsonLines<String> lines, String value, SmallDisk disk)
            throws IOException {
        try {
            lines.append(value);
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left on device").hasMessageContaining("make room");
            assertThatThrownBy(() -> lines.append(value)).hasMessageContaining("No space left on device");
            disk.makeRoom();
            lines.append(value);
        }
    }
}
