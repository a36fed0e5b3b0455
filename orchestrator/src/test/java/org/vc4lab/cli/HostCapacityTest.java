// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostCapacityTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"2, 16384, 2", "16, 4096, 4", "8, 100, 1"})
    void isLimitedByCoresAndMemory(int cores, long mebibytes, int trials) {
        assertThat(new JobsOptions.HostCapacity(cores, mebibytes).parallelTrials())
                .isEqualTo(trials);
    }

    @Test
    void countsThePageCacheAsAvailableMemory() throws Exception {
        Path memory = Files.writeString(
                folder.resolve("meminfo"), "MemFree:  102400 kB\nMemAvailable:    2097152 kB\nBuffers: 1 kB\n");

        assertThat(JobsOptions.HostCapacity.availableMebibytes(memory)).isEqualTo(2048);
    }

    @Test
    void reportsMissingFiguresOfTheKernel() throws Exception {
        Path memory = Files.writeString(folder.resolve("meminfo"), "MemFree:  102400 kB\n");

        assertThatThrownBy(() -> JobsOptions.HostCapacity.availableMebibytes(memory))
                .isInstanceOf(IOException.class);
    }
}
