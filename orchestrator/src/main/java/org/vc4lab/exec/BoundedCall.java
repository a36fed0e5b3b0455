// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An action with a time limit for all of it: a server may trickle, and a dead NFS mount never returns. */
public final class BoundedCall {
    private BoundedCall() {}

    /**
     * Runs the action in a thread that is interrupted at the limit, and abandoned if it does not heed that.
     *
     * @param name of the thread
     * @throws TimeoutException if it is not complete at the limit
     */
    public static <T> T run(String name, Duration limit, Callable<T> action)
            throws IOException, InterruptedException, TimeoutException {
        FutureTask<T> task = new FutureTask<>(action);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (failed.getCause() instanceof RuntimeException defect) {
                throw defect;
            }
            throw new IOException(String.valueOf(failed.getCause()), failed);
        } finally {
            task.cancel(true);
        }
    }
}
