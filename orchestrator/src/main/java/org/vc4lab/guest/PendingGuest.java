// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A machine whose emulator has not been started; its QMP socket is listening. */
final class PendingGuest implements AutoCloseable {
    private final Machine machine;
    private final Optional<Path> state;
    private final ListeningSockets sockets;
    private final Path socket;
    private final ServerSocketChannel listener;

    private PendingGuest(
            Machine machine,
            Optional<Path> state,
            ListeningSockets sockets,
            Path socket,
            ServerSocketChannel listener) {
        this.machine = machine;
        this.state = state;
        this.sockets = sockets;
        this.socket = socket;
        this.listener = listener;
    }

    /** @param state to load instead of booting */
    static PendingGuest of(Machine machine, Optional<Path> state) throws IOException {
        ListeningSockets sockets = ListeningSockets.in(machine.folder());
        try {
            Path socket = sockets.newSocketName("qmp");
            return new PendingGuest(machine, state, sockets, socket, sockets.listen(socket));
        } catch (IOException failed) {
            sockets.close();
            throw failed;
        }
    }

    List<String> arguments(Machine emulatorView) {
        return state.isPresent()
                ? QemuCommandLine.forIncomingState(emulatorView, socket)
                : QemuCommandLine.of(emulatorView, socket);
    }

    /** Waits until the emulator connects, sets the devices' properties, and lets the guest run. */
    Guest awaitConnection(EmulatorProcess emulatorProcess) throws IOException, InterruptedException {
        try {
            return Guest.connect(machine, emulatorProcess, listener, state);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            emulatorProcess.close();
            throw failed;
        }
    }

    /** Deletes the socket; the connection stays. */
    @Override
    public void close() throws IOException {
        sockets.close();
    }
}
