// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.WaitResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.vc4lab.container.ContainerSpec;

/** An emulator in a container that Testcontainers has started. */
final class TestcontainersEmulatorProcess extends WaitContainerResultCallback implements EmulatorProcess {
    private static final long BYTES_PER_MIB = 1L << 20;

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

    /** Sets the limits and mounts that the lab's own trials have. */
    static void confine(CreateContainerCmd command, Machine machine) {
        List<Mount> mounts = new ArrayList<>();
        mounts.add(mount(machine.folder(), ContainerLauncher.MACHINE_FOLDER));
        ContainerLauncher.readOnlyMounts(machine)
                .forEach((outside, inside) -> mounts.add(mount(outside, inside).withReadOnly(true)));
        Objects.requireNonNull(command.getHostConfig())
                .withMounts(mounts)
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withMemory(ContainerLauncher.MEMORY_MIB * BYTES_PER_MIB)
                .withMemorySwap(ContainerLauncher.MEMORY_MIB * BYTES_PER_MIB)
                .withPidsLimit((long) ContainerLauncher.MAX_PROCESSES)
                .withTmpFs(Map.of("/tmp", "rw,nosuid,nodev,size=256m"));
        try {
            command.withUser(ContainerSpec.User.forThisProcess().uidAndGid());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Mount mount(Path outside, Path inside) {
        return new Mount()
                .withType(MountType.BIND)
                .withSource(outside.toString())
                .withTarget(inside.toString());
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
            exitStatus = exitStatus.or(() -> Optional.of(0)); // it has exited
        }
    }
}
