// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessedMomentTest {
    private static final String SLEEP =
            "{\"type\":\"sleep\",\"atNanos\":1546884996,\"cpu\":1,\"function\":\"___might_sleep\"}\n";

    @TempDir
    Path folder;

    @Test
    void sleepsAndReportsAreProblems() throws Exception {
        Path log = folder.resolve("witness.jsonl");
        assertThat(WitnessedMoment.read(log)).isEmpty();
        Files.writeString(log, "{\"type\":\"lock\",\"atNanos\":1}\n");
        assertThat(WitnessedMoment.read(log)).isEmpty();
        Files.writeString(
                log, "{\"type\":\"lock\",\"atNanos\":1}\n" + SLEEP + SLEEP.replace("\"sleep\"", "\"report\""));
        assertThat(WitnessedMoment.read(log))
                .hasSize(2)
                .containsOnly(new WitnessedMoment(1_546_884_996, 1, "___might_sleep"));
    }

    @Test
    void aLinkInItsPlaceIsNotFollowed() throws Exception {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), SLEEP);
        Path log = Files.createSymbolicLink(folder.resolve("witness.jsonl"), elsewhere);
        assertThatThrownBy(() -> WitnessedMoment.read(log))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no plain file");
        Files.delete(elsewhere);
        assertThatThrownBy(() -> WitnessedMoment.read(log)).hasMessageContaining("no plain file");
    }
}
