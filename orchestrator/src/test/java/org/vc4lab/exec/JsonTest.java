// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("value.json"), text);
    }

    @Test
    void aFileHasOneValue() throws Exception {
        assertThat(Json.read(file(Json.line(7)), Integer.class)).isEqualTo(7);
    }

    @Test
    void aNullIsNoValue() {
        assertThatThrownBy(() -> Json.read(file("null\n"), Integer.class))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("value.json is damaged: it has no Integer, but a null");
    }
}
