// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.vc4lab.exec.WorkerPools;

/** A thread that serves a program for as long as the program runs. */
final class BackgroundServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BackgroundServer.class.getName());

    private final ExecutorService pool = Executors.newSingleThreadExecutor();
    private final Future<?> served;

    /** Starts it. */
    BackgroundServer(Callable<?> server) {
        this.served = pool.submit(server);
    }

    /**
     * Ends it, whether the program has connected or not.
     *
     * @throws IOException if it could not serve the program
     */
    @Override
    public void close() throws IOException {
        try {
            WorkerPools.end(pool);
            served.cancel(true);
            served.get();
        } catch (CancellationException hangs) {
            throw new IOException("what serves gdb does not end", hangs);
        } catch (ExecutionException failed) {
            requireEnded(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("end of what serves gdb");
        }
    }

    private static void requireEnded(ExecutionException failed) throws IOException {
        Throwable cause = Objects.requireNonNull(failed.getCause());
        if (!(cause instanceof ClosedChannelException || cause instanceof InterruptedException)) {
            throw new IOException("gdb was no longer served: " + cause.getMessage(), cause);
        }
        LOG.log(Level.DEBUG, "nothing to serve any more", cause);
    }
}
