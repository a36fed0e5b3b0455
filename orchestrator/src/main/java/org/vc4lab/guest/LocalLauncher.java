// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;

/** Starts emulators as processes of this host. */
public record LocalLauncher(ProcessRunner runner) implements Launcher {
    @Override
    public Emulation start(Machine machine, Arguments arguments) throws IOException {
        Command command = Command.of(arguments.of(machine)).in(machine.folder()).within(machine.wallLimit());
        return new Local(runner.start(command));
    }

    private record Local(RunningProcess process) implements Emulation {
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
