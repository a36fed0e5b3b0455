// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** How pools of threads that run machines and compilers end. */
public final class WorkerPools {
    private static final int TIMEOUT_SECONDS = 60;

    private WorkerPools() {}

    /** Interrupts what still runs, and waits a minute at most until it has ended its processes. */
    public static void end(ExecutorService pool) throws InterruptedException {
        pool.shutdownNow();
        pool.awaitTermination(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
