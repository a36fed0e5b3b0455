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
    public EmulatorProcess start(Machine machine, EmulatorArguments arguments) throws IOException {
        Command command = Command.of(arguments.forMachine(machine))
                .workingDirectory(machine.folder())
                .timeout(machine.wallLimit());
        return new LocalEmulatorProcess(runner.start(command));
    }

    private record LocalEmulatorProcess(RunningProcess process) implements EmulatorProcess {
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
