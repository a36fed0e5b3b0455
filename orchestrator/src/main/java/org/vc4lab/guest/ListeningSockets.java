// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Sockets in a machine's folder, to which the emulator connects. A socket's name must be short and a folder's path may
 * be long: the emulator, which runs in the folder, takes the name alone, and this side goes through a link.
 */
public final class ListeningSockets implements AutoCloseable {
    private static final String LINK = "folder";

    private final PrivateTempDirectory link;
    private final List<ServerSocketChannel> listeners = new ArrayList<>();

    private ListeningSockets(PrivateTempDirectory link) {
        this.link = link;
    }

    static ListeningSockets in(Path folder) throws IOException {
        PrivateTempDirectory link = PrivateTempDirectory.create();
        try {
            Files.createSymbolicLink(link.resolve(LINK), folder.toAbsolutePath());
            return new ListeningSockets(link);
        } catch (IOException failed) {
            link.close();
            throw failed;
        }
    }

    /** Waits for nobody; whoever connects is accepted later. */
    ServerSocketChannel listen(Path socket) throws IOException {
        Path path = link.resolve(LINK).resolve(socket);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listeners.add(listener);
        listener.bind(UnixDomainSocketAddress.of(path));
        link.deleteOnClose(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        return listener;
    }

    /** A name for a socket that no other machine in the same folder has. */
    Path newSocketName(String purpose) {
        return Path.of(purpose + "-" + link.name());
    }

    @Override
    public void close() throws IOException {
        for (ServerSocketChannel listener : listeners) {
            listener.close();
        }
        link.close();
    }
}
