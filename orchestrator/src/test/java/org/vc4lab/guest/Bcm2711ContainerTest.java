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

    @Test
    void requestsTheCaseThatItIsGiven() {
        List<MachineRequest> requests = new ArrayList<>();
        try (Bcm2711Container container = new Bcm2711Container((request, folder) -> {
            requests.add(request);
            throw new IOException("no machine");
        })) {
            container.withCase("my-bug").withKernel("6.1.176").withCandidate("my-fix");

            assertThatThrownBy(container::start).hasMessage("no machine");
            assertThat(requests)
                    .containsExactly(MachineRequest.defaults(LaunchMode.CONTAINER)
                            .withCase("my-bug")
                            .withKernel("6.1.176")
                            .withCandidate("my-fix"));
        }
    }
}
