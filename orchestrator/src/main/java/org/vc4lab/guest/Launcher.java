// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.vc4lab.container.ContainerProcess;
import org.vc4lab.container.ContainerSpec;
import org.vc4lab.container.DockerEngine;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;

/** Starts emulators: as processes of this host, or in containers. */
public sealed interface Launcher {
    /**
     * Starts the emulator and returns at once. It runs in the machine's folder and writes nowhere else; paths of files
     * in that folder are relative.
     *
     * @param arguments of the emulator, for a machine whose paths are those that the emulator sees
     */
    EmulatorProcess start(Machine machine, Function<Machine, List<String>> arguments) throws IOException;

    /** Starts emulators as processes of this host. */
    record Local(ProcessRunner runner) implements Launcher {
        @Override
        public EmulatorProcess start(Machine machine, Function<Machine, List<String>> arguments) throws IOException {
            Command command = Command.of(arguments.apply(machine))
                    .workingDirectory(machine.folder())
                    .timeout(machine.wallLimit());
            RunningProcess process = runner.start(command);
            return new EmulatorProcess(process::status, process::output, process::close);
        }
    }

    /**
     * Starts each emulator in a container of its own, as an unprivileged user. It may write to its trial's folder only,
     * and read its own binary, the kernel and the device tree.
     *
     * @param image has the libraries that the emulator needs
     */
    record Container(DockerEngine engine, String image) implements Launcher {
        /** The machine's folder in the container. */
        static final Path MACHINE_FOLDER = Path.of("/trial");

        /** The guest has 2 GiB. */
        private static final int MEMORY_MIB = 3072;

        /** Threads of four virtual processors and of QEMU itself. */
        private static final int MAX_PROCESSES = 64;

        private static final Path QEMU = Path.of("/lab/qemu-system-aarch64");
        private static final Path KERNEL = Path.of("/lab/kernel.img");
        private static final Path DEVICE_TREE = Path.of("/lab/machine.dtb");

        @Override
        public EmulatorProcess start(Machine machine, Function<Machine, List<String>> arguments) throws IOException {
            ContainerSpec containerSpec = containerFor(machine);
            Command command =
                    Command.of(arguments.apply(withContainerPaths(machine))).timeout(machine.wallLimit());
            ContainerProcess process = engine.start(containerSpec, command);
            return new EmulatorProcess(process::status, process::output, process::close);
        }

        /** The container of a machine, whose folder then belongs to the container's user. */
        ContainerSpec containerFor(Machine machine) throws IOException {
            ContainerSpec.User containerUser = ContainerSpec.User.forThisProcess();
            containerUser.chown(machine.folder());
            Machine.BootFiles boot = machine.boot();
            return new ContainerSpec(
                    image,
                    containerUser,
                    Map.of(boot.qemu(), QEMU, boot.kernel(), KERNEL, boot.deviceTree(), DEVICE_TREE),
                    Map.of(machine.folder(), MACHINE_FOLDER),
                    MACHINE_FOLDER,
                    MEMORY_MIB,
                    MAX_PROCESSES);
        }

        /** The machine with the paths in the container. */
        static Machine withContainerPaths(Machine machine) {
            return machine.with(QEMU, KERNEL, DEVICE_TREE);
        }
    }
}
