// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.ContainerLaunchException;

final class Bcm2711ContainerTest {
    @Test
    void refusesReuse() {
        try (Bcm2711Container container = new Bcm2711Container((request, folder) -> {
            throw new IOException("nobody starts it");
        })) {
            assertThat(container.withReuse(false)).isSameAs(container);
            assertThatThrownBy(() -> container.withReuse(true))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("cannot be reused by another JVM: it ends with the process that started it")
                    .hasMessageContaining("in a static field");
        }
    }

    @Test
    void leavesNoFilesIfThereIsNoSuchMachine() {
        List<Path> folders = new ArrayList<>();
        try (Bcm2711Container container = new Bcm2711Container((order, folder) -> {
            folders.add(Files.writeString(folder.resolve("begun"), ""));
            throw new IOException("no such machine");
        })) {
            assertThatThrownBy(container::start)
                    .isInstanceOf(ContainerLaunchException.class)
                    .hasMessage("no such machine");
            assertThat(folders).hasSize(1).allSatisfy(file -> assertThat(file.getParent())
                    .doesNotExist());
        }
    }
}
