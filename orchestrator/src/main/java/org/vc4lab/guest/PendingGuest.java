// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A machine whose emulator has not been started; the sockets in its folder to which the emulator will connect are
 * listening. A socket's path has about 100 bytes at most, and a folder's path may be longer: the emulator, which runs
 * in the folder, uses the name alone, and this side a symbolic link.
 */
final class PendingGuest implements AutoCloseable {
    /** The prefix of the private folder that has the link. */
    static final String PREFIX = "vc4lab-qmp";

    private static final String LINK = "folder";
    private static final String QMP = "qmp";
    private static final String CONSOLE = "console";
    private static final String STUB = "gdb";
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(60);

    private final Machine machine;
    private final Optional<Path> state;
    private final PrivateTempDirectory directory;
    private final Map<String, ServerSocketChannel> listeners = new LinkedHashMap<>();

    private PendingGuest(Machine machine, Optional<Path> state, PrivateTempDirectory directory) {
        this.machine = machine;
        this.state = state;
        this.directory = directory;
    }

    /** @param state to load instead of booting */
    static PendingGuest of(Machine machine, Optional<Path> state) throws IOException {
        return listen(machine, state, List.of(QMP));
    }

    /** A machine whose serial console connects to a socket, in addition to its log. */
    static PendingGuest withConsole(Machine machine) throws IOException {
        return listen(machine, Optional.empty(), List.of(QMP, CONSOLE));
    }

    /** A machine with QEMU's stub of gdb's remote protocol. */
    static PendingGuest withStub(Machine machine, Path state) throws IOException {
        return listen(machine, Optional.of(state), List.of(QMP, STUB));
    }

    private static PendingGuest listen(Machine machine, Optional<Path> state, List<String> sockets) throws IOException {
        PendingGuest guest = new PendingGuest(machine, state, PrivateTempDirectory.create(PREFIX));
        try {
            Files.createSymbolicLink(
                    guest.directory.path().resolve(LINK), machine.folder().toAbsolutePath());
            for (String socket : sockets) {
                guest.listen(socket);
            }
            return guest;
        } catch (IOException failed) {
            guest.close();
            throw failed;
        }
    }

    private void listen(String socket) throws IOException {
        Path path = directory.path().resolve(LINK).resolve(uniqueName(socket));
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listeners.put(socket, listener);
        listener.configureBlocking(false);
        listener.bind(UnixDomainSocketAddress.of(path));
        directory.deleteOnClose(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }

    /** A socket's name that is unique among the machines in the folder. */
    private Path uniqueName(String socket) {
        return Path.of(socket + "-" + directory.path().getFileName());
    }

    List<String> arguments(Machine emulatorView) {
        QemuCommandLine.Sockets sockets =
                new QemuCommandLine.Sockets(uniqueName(QMP), optionalName(CONSOLE), optionalName(STUB));
        return QemuCommandLine.of(emulatorView, sockets, state.isPresent());
    }

    private Optional<Path> optionalName(String socket) {
        return Optional.of(socket).filter(listeners::containsKey).map(this::uniqueName);
    }

    /**
     * Waits until the emulator connects, sets the devices' properties, and lets the guest run, or loads a state into
     * the stopped machine.
     */
    Guest awaitConnection(EmulatorProcess process) throws IOException, InterruptedException {
        try {
            SocketChannel channel = accept(QMP, "QMP connection from QEMU", process::exitReason);
            return Guest.connect(machine, process, channel, state);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            process.close(); // its connection ends with it
            throw failed;
        }
    }

    SocketChannel acceptConsole(Guest guest) throws IOException, InterruptedException {
        return accept(CONSOLE, "console of QEMU", guest::terminationReason);
    }

    SocketChannel acceptStub(Guest guest) throws IOException, InterruptedException {
        return accept(STUB, "gdb stub of QEMU", guest::terminationReason);
    }

    /** @param terminationReason why nothing will connect, if so */
    private SocketChannel accept(String socket, String name, Supplier<Optional<String>> terminationReason)
            throws IOException, InterruptedException {
        ServerSocketChannel listener = Objects.requireNonNull(listeners.get(socket));
        SocketChannel channel = new Wait(name, CONNECT_LIMIT, Guest.POLL, terminationReason)
                .awaitPresent(() -> Optional.ofNullable(listener.accept()));
        channel.configureBlocking(true);
        return channel;
    }

    /** Deletes the sockets; the connections stay. */
    @Override
    public void close() throws IOException {
        for (ServerSocketChannel listener : listeners.values()) {
            listener.close();
        }
        directory.close();
    }
}
