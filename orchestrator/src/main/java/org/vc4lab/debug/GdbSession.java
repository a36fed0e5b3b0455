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
 * Lets one gdb that the user starts look at a trial.
 *
 * @param target the trial
 * @param processor that it looks at first
 * @param files what gdb reads
 */
public record GdbSession(DebugTarget target, int processor, GdbFiles files) {
    private static final String SOCKET = "stub";

    /**
     * Serves it by a socket in a folder that only this user can enter.
     *
     * @param onReady gets the command to connect with
     */
    public void serve(Consumer<Command> onReady) throws IOException, InterruptedException {
        try (PrivateTempDirectory folder = newFolder();
                ServerSocketChannel listener = listen(folder)) {
            onReady.accept(GdbProgram.command(socketIn(folder).toString(), files, List.of()));
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

    static PrivateTempDirectory newFolder() throws IOException {
        return PrivateTempDirectory.create("vc4lab-gdb-");
    }

    static Path socketIn(PrivateTempDirectory folder) {
        return folder.path().resolve(SOCKET);
    }

    static ServerSocketChannel listen(PrivateTempDirectory folder) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return listener.bind(UnixDomainSocketAddress.of(socketIn(folder)));
    }

    private void serveOne(ServerSocketChannel listener) throws IOException, InterruptedException {
        try (SocketChannel client = listener.accept()) {
            new DebugServer(client, target, processor).serve();
        }
    }
}
