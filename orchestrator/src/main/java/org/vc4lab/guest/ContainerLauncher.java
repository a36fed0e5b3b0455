// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.container.ContainerProcess;
import org.vc4lab.container.ContainerSpec;
import org.vc4lab.container.ContainerUser;
import org.vc4lab.container.DockerEngine;
import org.vc4lab.exec.Command;

/**
 * Starts each emulator in a container of its own, as an unprivileged user. It sees the folder of its trial, and of the
 * rest of the host its own binary, the kernel and the device tree, which it cannot write to.
 *
 * @param image with the libraries that the emulator needs
 */
public record ContainerLauncher(DockerEngine engine, String image) implements Launcher {
    /** Where the container has the machine's folder. */
    static final Path MACHINE_FOLDER = Path.of("/trial");

    /** The guest has 2 GiB. */
    static final int MEMORY_MIB = 3072;

    /** Four virtual processors, and what QEMU has beside them. */
    static final int MAX_PROCESSES = 64;

    private static final Path QEMU = Path.of("/lab/qemu-system-aarch64");
    private static final Path KERNEL = Path.of("/lab/kernel.img");
    private static final Path DEVICE_TREE = Path.of("/lab/machine.dtb");

    @Override
    public EmulatorProcess start(Machine machine, EmulatorArguments arguments) throws IOException {
        ContainerUser containerUser = ContainerUser.forThisProcess();
        containerUser.chown(machine.folder());
        ContainerSpec containerSpec = new ContainerSpec(
                image,
                containerUser,
                readOnlyMounts(machine),
                Map.of(machine.folder(), MACHINE_FOLDER),
                MACHINE_FOLDER,
                MEMORY_MIB,
                MAX_PROCESSES);
        Command command =
                Command.of(arguments.forMachine(withContainerPaths(machine))).timeout(machine.wallLimit());
        return new ContainerEmulatorProcess(engine.start(containerSpec, command));
    }

    /** The files that it may read: where they are, by where it sees them. */
    static Map<Path, Path> readOnlyMounts(Machine machine) {
        return Map.of(machine.boot().qemu(), QEMU, machine.boot().kernel(), KERNEL, machine.boot().deviceTree(), DEVICE_TREE);
    }

    /** The machine with its files where the emulator sees them. */
    static Machine withContainerPaths(Machine machine) {
        return machine.with(QEMU, KERNEL, DEVICE_TREE);
    }

    private record ContainerEmulatorProcess(ContainerProcess process) implements EmulatorProcess {
        @Override
        public Optional<Integer> status() {
            return process.status();
        }

        @Override
        public List<String> output() {
            return process.output();
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
