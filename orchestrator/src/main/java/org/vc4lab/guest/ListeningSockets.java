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
 * Unix sockets in a machine's folder, to which the emulator connects. A socket's path has about 100 bytes at most, and
 * a folder's path may be longer: the emulator, which runs in the folder, uses the name alone, and this side a symbolic
 * link.
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

    /** Listens, and returns at once; the connection is accepted later. */
    ServerSocketChannel listen(Path socket) throws IOException {
        Path path = link.resolve(LINK).resolve(socket);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listeners.add(listener);
        listener.bind(UnixDomainSocketAddress.of(path));
        link.deleteOnClose(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        return listener;
    }

    /** A socket name that is unique among the machines in the folder. */
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
