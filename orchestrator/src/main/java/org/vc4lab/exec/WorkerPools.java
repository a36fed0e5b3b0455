// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Pools of threads that run machines and compilers: what they return, and how they end. */
public final class WorkerPools {
    private static final int TIMEOUT_SECONDS = 60;

    private WorkerPools() {}

    /**
     * Waits for a result.
     *
     * @throws IOException with the message of the one that its task threw
     * @throws IllegalStateException if the task threw anything else
     */
    public static <T> T resultOf(Future<T> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw new IOException(cause.getMessage(), cause);
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    /** Interrupts what still runs, and waits a minute at most until it has ended its processes. */
    public static void end(ExecutorService pool) throws InterruptedException {
        pool.shutdownNow();
        pool.awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
