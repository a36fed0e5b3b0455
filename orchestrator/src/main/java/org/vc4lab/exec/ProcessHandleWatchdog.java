// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.util.concurrent.CompletableFuture;
import org.apache.commons.exec.ExecuteWatchdog;

/** Gets the started process from Commons Exec, so that its whole tree can be killed. */
final class ProcessHandleWatchdog extends ExecuteWatchdog {
    private final CompletableFuture<ProcessHandle> process = new CompletableFuture<>();

    @SuppressWarnings("deprecation") // the builder makes an ExecuteWatchdog, not a subclass of it
    ProcessHandleWatchdog() {
        super(INFINITE_TIMEOUT);
    }

    @Override
    public synchronized void start(Process started) {
        super.start(started);
        process.complete(started.toHandle());
    }

    void killTree() {
        if (process.isDone()) {
            ProcessTree.kill(process.join());
        }
    }
}
