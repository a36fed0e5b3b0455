// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.WaitResponse;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** An emulator in a container that Testcontainers has started. */
final class TestcontainersEmulatorProcess extends WaitContainerResultCallback implements EmulatorProcess {
    private final DockerClient client;
    private final String id;
    private final Supplier<String> logs;
    private volatile Optional<Integer> exitStatus = Optional.empty();

    @SuppressWarnings("this-escape")
    TestcontainersEmulatorProcess(DockerClient client, String id, Supplier<String> logs) {
        this.client = client;
        this.id = id;
        this.logs = logs;
        client.waitContainerCmd(id).exec(this);
    }

    @Override
    public void onNext(WaitResponse response) {
        super.onNext(response);
        exitStatus = Optional.of(response.getStatusCode());
    }

    @Override
    public Optional<Integer> status() {
        return exitStatus;
    }

    @Override
    public List<String> output() {
        return logs.get().lines().toList();
    }

    @Override
    public void close() {
        try {
            client.killContainerCmd(id).exec();
        } catch (NotFoundException | com.github.dockerjava.api.exception.ConflictException over) {
            exitStatus = exitStatus.or(() -> Optional.of(0)); // it was no more
        }
    }
}
