// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.vc4lab.exec.WorkerPools;
import org.vc4lab.guest.PrivateTempDirectory;

/**
 * A gdb without a terminal. It reads the kernel's symbols while the trial runs to the place at which gdb will look, and
 * then waits for it.
 */
public final class ScriptedGdb implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ScriptedGdb.class.getName());

    private final PrivateTempDirectory folder;
    private final ServerSocketChannel listener;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<Integer> status;

    /** A run of gdb. */
    @FunctionalInterface
    public interface GdbRun {
        /**
         * Runs it to its end.
         *
         * @param socket of the trial
         * @return its exit status
         */
        int run(Path socket) throws IOException, InterruptedException;
    }

    private ScriptedGdb(PrivateTempDirectory folder, ServerSocketChannel listener, GdbRun gdb) {
        this.folder = folder;
        this.listener = listener;
        this.status = thread.submit(() -> {
            try (listener) { // a gdb that has ended does not connect
                return gdb.run(GdbSession.socketIn(folder));
            }
        });
    }

    /** Starts it. */
    public static ScriptedGdb start(GdbRun gdb) throws IOException {
        PrivateTempDirectory folder = GdbSession.newFolder();
        try {
            return new ScriptedGdb(folder, GdbSession.listen(folder), gdb);
        } catch (IOException failed) {
            folder.close();
            throw failed;
        }
    }

    /**
     * Lets it look at a trial until it ends.
     *
     * @param processor that it looks at first
     * @return its exit status
     */
    public int serve(DebugTarget target, int processor) throws IOException, InterruptedException {
        Optional<SocketChannel> client = accept();
        if (client.isPresent()) {
            try (SocketChannel connected = client.get()) {
                new DebugServer(connected, target, processor).serve();
            }
        }
        try {
            return status.get();
        } catch (ExecutionException failed) {
            Throwable cause = Objects.requireNonNull(failed.getCause());
            throw new IOException("gdb did not run: " + cause.getMessage(), cause);
        }
    }

    private Optional<SocketChannel> accept() throws IOException {
        try {
            return Optional.of(listener.accept());
        } catch (ClosedChannelException ended) {
            LOG.log(Level.DEBUG, "gdb has ended before it connected", ended);
            return Optional.empty();
        }
    }

    /** Ends it. */
    @Override
    public void close() throws IOException {
        try (folder;
                listener) {
            WorkerPools.end(thread);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("end of gdb");
        }
    }
}
