// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostHealthTest {
    private final Path folder;
    private final Path vmstat;

    HostHealthTest(@TempDir Path folder) throws IOException {
        this.folder = Files.createDirectory(folder.resolve("disk"));
        this.vmstat = Files.writeString(folder.resolve("vmstat"), "nr_free_pages 5\noom_kill 7\noom_kill_x 9\n");
    }

    @Test
    void aMachineThatLacksNothingIsNotBlamedAndNothingIsLeftBehind() throws IOException {
        assertThat(HostHealth.measure(folder).findFailure()).isEmpty();
        assertThat(HostHealth.measure(folder, vmstat).findFailure()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aProcessThatTheKernelKilledMeanwhileIsAFailureOfTheMachine() throws IOException {
        HostHealth before = HostHealth.measure(folder, vmstat);
        Files.writeString(vmstat, "nr_free_pages 5\noom_kill 9\n");
        assertThat(before.findFailure()).get().asString().contains("out of memory", "killed 2 processes");
        assertThat(HostHealth.measure(folder, vmstat).findFailure()).isEmpty();
    }

    /** /proc has no space at all. */
    @Test
    void aFullDiskIsAFailureOfTheMachine() throws IOException {
        assertThat(HostHealth.measure(Path.of("/proc/self"), vmstat).findFailure())
                .get()
                .asString()
                .contains("no disk space: /proc/self has 0 MiB left");
    }

    @Test
    void aFolderThatCannotBeWrittenToIsAFailureOfTheMachine() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(HostHealth.measure(file, vmstat).findFailure())
                .get()
                .asString()
                .contains("cannot write to " + file);
    }
}
