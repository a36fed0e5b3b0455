// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.exec.ProcessDestroyer;

/** Kills the trees of all running processes when the JVM shuts down, also on Ctrl-C. */
final class ProcessTreeShutdownHook implements ProcessDestroyer {
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    private ProcessTreeShutdownHook() {}

    static ProcessTreeShutdownHook register() {
        ProcessTreeShutdownHook hook = new ProcessTreeShutdownHook();
        Runtime.getRuntime().addShutdownHook(new Thread(hook::killAll, "end of child processes"));
        return hook;
    }

    private void killAll() {
        running.parallelStream().map(Process::toHandle).forEach(ProcessTree::kill);
    }

    @Override
    public boolean add(Process process) {
        return running.add(process);
    }

    @Override
    public boolean remove(Process process) {
        return running.remove(process);
    }

    @Override
    public int size() {
        return running.size();
    }
}
