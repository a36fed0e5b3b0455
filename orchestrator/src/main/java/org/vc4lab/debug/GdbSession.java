// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.TempDirectory;

/**
 * Lets one gdb look at a trial.
 *
 * @param processor that it looks at first
 * @param vmlinux the kernel's symbols
 */
public record GdbSession(Timeline timeline, int processor, Path vmlinux) {
    private static final String SOCKET = "stub";

    /**
     * Serves a gdb that the user starts, by a socket in a folder that only this user can enter.
     *
     * @param onReady gets the command to connect with
     */
    public void serve(Consumer<Command> onReady) throws IOException, InterruptedException {
        try (TempDirectory folder = newFolder();
                ServerSocketChannel listener = listen(folder)) {
            onReady.accept(GdbProgram.command(folder.path().resolve(SOCKET).toString(), vmlinux, List.of()));
            serveOne(listener);
        }
    }

    /** The same by a TCP port of this host, which each of its users can connect to. */
    public void serve(int port, Consumer<Command> onReady) throws IOException, InterruptedException {
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            onReady.accept(GdbProgram.command("127.0.0.1:" + port, vmlinux, List.of()));
            serveOne(listener);
        }
    }

    /**
     * Runs gdb's commands of a file.
     *
     * @return gdb's exit status
     */
    public int runScript(Path script, GdbProgram gdb, Consumer<String> onOutputLine)
            throws IOException, InterruptedException {
        ExecutorService server = Executors.newSingleThreadExecutor();
        try (TempDirectory folder = newFolder();
                ServerSocketChannel listener = listen(folder)) {
            Future<Boolean> served = server.submit(() -> {
                serveOne(listener);
                return true;
            });
            int status = gdb.runScript(script, folder.path().resolve(SOCKET), vmlinux, onOutputLine);
            if (served.isDone()) {
                served.get();
            }
            return status;
        } catch (ExecutionException failed) {
            throw new IOException("gdb was no longer served: " + failed.getMessage(), failed);
        } finally {
            server.shutdownNow();
        }
    }

    private static TempDirectory newFolder() throws IOException {
        return TempDirectory.create("vc4lab-gdb-");
    }

    private static ServerSocketChannel listen(TempDirectory folder) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return listener.bind(UnixDomainSocketAddress.of(folder.path().resolve(SOCKET)));
    }

    private void serveOne(ServerSocketChannel listener) throws IOException, InterruptedException {
        try (SocketChannel client = listener.accept()) {
            new DebugServer(client, timeline, processor).serve();
        }
    }
}
