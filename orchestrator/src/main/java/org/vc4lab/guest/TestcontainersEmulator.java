// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.WaitResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.vc4lab.container.Confinement;

/** An emulator in a container that Testcontainers starts. */
final class TestcontainersEmulator {
    private static final long BYTES_PER_MIB = 1L << 20;

    private TestcontainersEmulator() {}

    /** The emulator in a container that has been started. */
    static EmulatorProcess of(DockerClient client, String id, Supplier<String> logs) {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        client.waitContainerCmd(id).exec(new ResultCallback.Adapter<WaitResponse>() {
            @Override
            public void onNext(WaitResponse response) {
                status.complete(response.getStatusCode());
            }

            @Override
            public void onError(Throwable failed) {
                super.onError(failed);
                if (failed instanceof NotFoundException || failed instanceof ConflictException) {
                    status.complete(0);
                } // otherwise the connection to the engine was lost, and the guest may still run
            }
        });
        return new EmulatorProcess(
                () -> status.isDone() ? Optional.of(status.join()) : Optional.empty(),
                () -> logs.get().lines().toList(),
                () -> kill(client, id, status));
    }

    private static void kill(DockerClient client, String id, CompletableFuture<Integer> status) {
        try {
            client.killContainerCmd(id).exec();
        } catch (NotFoundException | ConflictException exited) {
            status.complete(0);
        }
    }

    /** Sets the limits and mounts that the lab's own trials have, but for the size of the written folder. */
    static void confine(CreateContainerCmd command, Confinement confinement) {
        List<Mount> mounts = new ArrayList<>();
        confinement
                .readOnlyMounts()
                .forEach((outside, inside) -> mounts.add(mount(outside, inside).withReadOnly(true)));
        confinement.writableMounts().forEach((outside, inside) -> mounts.add(mount(outside, inside)));
        Confinement.Limits limits = confinement.limits();
        Objects.requireNonNull(command.withUser(confinement.user().uidAndGid()).getHostConfig())
                .withMounts(mounts)
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withMemory(limits.memoryMib() * BYTES_PER_MIB)
                .withMemorySwap(limits.memoryMib() * BYTES_PER_MIB)
                .withPidsLimit((long) limits.maxProcesses())
                .withUlimits(List.of(
                        new Ulimit("cpu", limits.cpu().toSeconds(), limits.cpu().toSeconds()),
                        new Ulimit("fsize", limits.fileBytes(), limits.fileBytes())))
                .withTmpFs(Map.of("/tmp", "rw,nosuid,nodev,mode=1777,size=256m"));
    }

    private static Mount mount(Path outside, Path inside) {
        return new Mount()
                .withType(MountType.BIND)
                .withSource(outside.toString())
                .withTarget(inside.toString());
    }
}
