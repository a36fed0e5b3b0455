// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.container.Contained;
import org.vc4lab.container.Engine;
import org.vc4lab.container.Owner;
import org.vc4lab.container.Sandbox;
import org.vc4lab.exec.Command;

/**
 * Starts each emulator in a container of its own, as an unprivileged user. It sees the folder of its trial, and of the
 * rest of the host its own binary, the kernel and the device tree, which it cannot write to.
 *
 * @param image with the libraries that the emulator needs
 */
public record ContainerLauncher(Engine engine, String image) implements Launcher {
    /** Where the container has the machine's folder. */
    static final Path FOLDER = Path.of("/trial");

    /** The guest has 2 GiB. */
    static final int MEMORY_MIB = 3072;

    /** Four virtual processors, and what QEMU has beside them. */
    static final int PROCESSES = 64;

    private static final Path QEMU = Path.of("/lab/qemu-system-aarch64");
    private static final Path KERNEL = Path.of("/lab/kernel.img");
    private static final Path DEVICE_TREE = Path.of("/lab/machine.dtb");

    @Override
    public Emulation start(Machine machine, Arguments arguments) throws IOException {
        Owner owner = Owner.ofThisProcess();
        owner.take(machine.folder());
        Sandbox sandbox = new Sandbox(
                image, owner, readable(machine), Map.of(machine.folder(), FOLDER), FOLDER, MEMORY_MIB, PROCESSES);
        Command command = Command.of(arguments.of(asSeen(machine))).within(machine.wallLimit());
        return new InContainer(engine.start(sandbox, command));
    }

    /** The files that it may read: where they are, by where it sees them. */
    static Map<Path, Path> readable(Machine machine) {
        return Map.of(machine.qemu(), QEMU, machine.kernel(), KERNEL, machine.deviceTree(), DEVICE_TREE);
    }

    /** The machine with its files where the emulator sees them. */
    static Machine asSeen(Machine machine) {
        return machine.with(QEMU, KERNEL, DEVICE_TREE);
    }

    private record InContainer(Contained contained) implements Emulation {
        @Override
        public Optional<Integer> status() {
            return contained.status();
        }

        @Override
        public List<String> output() {
            return contained.output();
        }

        @Override
        public void close() {
            contained.close();
        }
    }
}
