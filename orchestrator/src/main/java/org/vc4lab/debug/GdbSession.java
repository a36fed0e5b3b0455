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
import java.util.function.Consumer;
import org.vc4lab.exec.Command;
import org.vc4lab.guest.PrivateTempDirectory;

/**
 * Lets one gdb look at a trial.
 *
 * @param target the trial
 * @param processor that it looks at first
 * @param files what gdb reads
 */
public record GdbSession(DebugTarget target, int processor, GdbFiles files) {
    private static final String SOCKET = "stub";

    /**
     * Serves a gdb that the user starts, by a socket in a folder that only this user can enter.
     *
     * @param onReady gets the command to connect with
     */
    public void serve(Consumer<Command> onReady) throws IOException, InterruptedException {
        try (PrivateTempDirectory folder = newFolder();
                ServerSocketChannel listener = listen(folder)) {
            onReady.accept(GdbProgram.command(folder.path().resolve(SOCKET).toString(), files, List.of()));
            serveOne(listener);
        }
    }

    /** The same by a TCP port of this host, which each of its users can connect to. */
    public void serve(int port, Consumer<Command> onReady) throws IOException, InterruptedException {
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            onReady.accept(GdbProgram.command("127.0.0.1:" + port, files, List.of()));
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
        try (PrivateTempDirectory folder = newFolder();
                ServerSocketChannel listener = listen(folder)) {
            BackgroundServer server = new BackgroundServer(() -> {
                serveOne(listener);
                return listener;
            });
            try (server) {
                return gdb.runScript(script, folder.path().resolve(SOCKET), files, onOutputLine);
            }
        }
    }

    private static PrivateTempDirectory newFolder() throws IOException {
        return PrivateTempDirectory.create("vc4lab-gdb-");
    }

    private static ServerSocketChannel listen(PrivateTempDirectory folder) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return listener.bind(UnixDomainSocketAddress.of(folder.path().resolve(SOCKET)));
    }

    private void serveOne(ServerSocketChannel listener) throws IOException, InterruptedException {
        try (SocketChannel client = listener.accept()) {
            new DebugServer(client, target, processor).serve();
        }
    }
}
