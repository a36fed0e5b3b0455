// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.vc4lab.container.ContainerProcess;
import org.vc4lab.container.ContainerSpec;
import org.vc4lab.container.DockerEngine;
import org.vc4lab.exec.Command;

/**
 * Starts each emulator in a container of its own, as an unprivileged user. It may write to its trial's folder only, and
 * read its own binary, the kernel and the device tree.
 *
 * @param image has the libraries that the emulator needs
 */
public record ContainerLauncher(DockerEngine engine, String image) implements Launcher {
    /** The machine's folder in the container. */
    static final Path MACHINE_FOLDER = Path.of("/trial");

    /** The guest has 2 GiB. */
    static final int MEMORY_MIB = 3072;

    /** Threads of four virtual processors and of QEMU itself. */
    static final int MAX_PROCESSES = 64;

    private static final Path QEMU = Path.of("/lab/qemu-system-aarch64");
    private static final Path KERNEL = Path.of("/lab/kernel.img");
    private static final Path DEVICE_TREE = Path.of("/lab/machine.dtb");

    @Override
    public EmulatorProcess start(Machine machine, EmulatorArguments arguments) throws IOException {
        ContainerSpec.User containerUser = ContainerSpec.User.forThisProcess();
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
        ContainerProcess process = engine.start(containerSpec, command);
        return EmulatorProcess.of(process::status, process::output, process::close);
    }

    /** The files that the emulator may read: paths on the host to paths in the container. */
    static Map<Path, Path> readOnlyMounts(Machine machine) {
        return Map.of(
                machine.boot().qemu(),
                QEMU,
                machine.boot().kernel(),
                KERNEL,
                machine.boot().deviceTree(),
                DEVICE_TREE);
    }

    /** The machine with the paths in the container. */
    static Machine withContainerPaths(Machine machine) {
        return machine.with(QEMU, KERNEL, DEVICE_TREE);
    }
}
