// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
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
        RunningProcess process = runner.start(command);
        return EmulatorProcess.of(process::status, process::output, process::close);
    }
}
