// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
    record Item(String name, int size) {}

    record Items(List<Item> items) {}

    private final Path file;

    YamlTest(@TempDir Path folder) {
        this.file = folder.resolve("items.yaml");
    }

    private Items read(String text) throws IOException {
        Files.writeString(file, text);
        return Yaml.read(file, Items.class);
    }

    @Test
    void readsRecords() throws IOException {
        assertThat(read("items:\n  - {name: a, size: 3}\n")).isEqualTo(new Items(List.of(new Item("a", 3))));
    }

    @Test
    void anUnknownKeyIsNamedWithItsLine() {
        assertThatThrownBy(() -> read("items:\n  - name: a\n    size: 3\n    colour: red\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + ":4:")
                .hasMessageContaining("items.[0].colour");
    }

    @Test
    void aMissingKeyIsNamed() {
        assertThatThrownBy(() -> read("items:\n  - name: a\n"))
                .hasMessage(file + ":2:5: items.[0].size: is missing here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1_000", "-1_0", "0x10", "010", "0b11", "+5", "1_0.5", "1e3"})
    void aNumberInAnotherNotationIsAnErrorWithItsLine(String number) {
        assertThatThrownBy(() -> read("items:\n  - name: a\n    size: " + number + "\n"))
                .hasMessageStartingWith(file + ":3:11: items.[0].size: '" + number + "' is no plain decimal number");
    }

    @Test
    void aDuplicateKeyIsAnError() {
        assertThatThrownBy(() -> read("items: []\nitems: []\n")).hasMessage(file + ":2:1: items: repeated key");
    }

    @Test
    void brokenYamlIsNamedWithItsLine() {
        assertThatThrownBy(() -> read("items:\n  - {name: a\n")).hasMessageContaining(file + ":");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Yaml.read(file, Items.class)).hasMessage("no such file: " + file);
    }
}
