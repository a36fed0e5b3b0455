// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.vc4lab.container.ConfinedProcess;
import org.vc4lab.container.Confinement;
import org.vc4lab.container.Confiner;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;

/** Starts emulators: as processes of this host, in sandboxes, or in containers. */
public sealed interface Launcher {
    /**
     * Starts emulators confined if something confines them.
     *
     * @param confiner empty for this host
     */
    static Launcher of(Optional<? extends Confiner> confiner, ProcessRunner runner) {
        return confiner.<Launcher>map(Confined::new).orElseGet(() -> new Local(runner));
    }

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
     * Starts each emulator confined, as an unprivileged user. It may write to its trial's folder only, and read its own
     * binary and its witness, the kernel, the device tree, and the RAM of a saved machine.
     *
     * @param confiner has the libraries that the emulator needs
     */
    record Confined(Confiner confiner) implements Launcher {
        /** The machine's folder, as the emulator sees it. */
        static final Path MACHINE_FOLDER = Path.of("/trial");

        /** The guest has 2 GiB. */
        private static final int MEMORY_MIB = 3072;

        /** Threads of four virtual processors and of QEMU itself. */
        private static final int MAX_PROCESSES = 64;

        /** Of processors that run at the same time, for the limit of the processor's time. */
        private static final int MAX_PROCESSORS = 8;

        /** The state of a machine is as large as its memory. */
        private static final int FILE_MIB = 4096;

        private static final int FOLDER_MIB = 8192;

        private static final Path QEMU = Path.of("/lab/qemu-system-aarch64");
        private static final Path KERNEL = Path.of("/lab/kernel.img");
        private static final Path DEVICE_TREE = Path.of("/lab/machine.dtb");
        private static final Path WITNESS = Path.of("/lab/libwitness.so");
        private static final Path MEMORY = Path.of("/lab/memory");

        @Override
        public EmulatorProcess start(Machine machine, Function<Machine, List<String>> arguments) throws IOException {
            Confinement confinement = confine(machine);
            Command command =
                    Command.of(arguments.apply(withInnerPaths(machine))).timeout(machine.wallLimit());
            ConfinedProcess process = confiner.start(confinement, command);
            return new EmulatorProcess(process::status, process::output, process::close);
        }

        /** What the emulator may see and use; the machine's folder then belongs to the confined user. */
        static Confinement confine(Machine machine) throws IOException {
            Confinement.User user = Confinement.User.forThisProcess();
            user.chown(machine.folder());
            Machine.BootFiles boot = machine.boot();
            Map<Path, Path> readable =
                    new HashMap<>(Map.of(boot.qemu(), QEMU, boot.kernel(), KERNEL, boot.deviceTree(), DEVICE_TREE));
            machine.witness().ifPresent(witness -> readable.put(witness.plugin(), WITNESS));
            machine.memory()
                    .filter(memory -> !memory.path().startsWith(machine.folder()))
                    .ifPresent(memory -> readable.put(memory.path(), MEMORY));
            return new Confinement(
                    user,
                    readable,
                    Map.of(machine.folder(), MACHINE_FOLDER),
                    MACHINE_FOLDER,
                    new Confinement.Limits(
                            MEMORY_MIB,
                            MAX_PROCESSES,
                            machine.wallLimit().multipliedBy(MAX_PROCESSORS),
                            FILE_MIB,
                            FOLDER_MIB));
        }

        /** The machine with the paths that the emulator sees. */
        static Machine withInnerPaths(Machine machine) {
            return machine.with(QEMU, KERNEL, DEVICE_TREE, WITNESS, MEMORY);
        }
    }
}
