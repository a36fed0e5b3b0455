// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;

/** Takes time from everybody else: one process for each of the host's cores that never rests. */
public final class CpuLoad implements AutoCloseable {
    private final List<RunningProcess> processes = new ArrayList<>();

    public CpuLoad(ProcessRunner runner) throws IOException {
        for (int core = 0; core < Runtime.getRuntime().availableProcessors(); core++) {
            processes.add(runner.start(Command.of("sh", "-c", "while :; do :; done")));
        }
    }

    public boolean isRunning() {
        return processes.stream().allMatch(RunningProcess::isAlive);
    }

    @Override
    public void close() {
        processes.forEach(RunningProcess::close);
    }
}
