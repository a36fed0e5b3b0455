// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A machine whose emulator has not been started: it is waited for already. */
final class Expected implements AutoCloseable {
    private final Machine machine;
    private final Optional<Path> state;
    private final MeetingPlace meeting;
    private final Path socket;
    private final ServerSocketChannel listener;

    private Expected(
            Machine machine, Optional<Path> state, MeetingPlace meeting, Path socket, ServerSocketChannel listener) {
        this.machine = machine;
        this.state = state;
        this.meeting = meeting;
        this.socket = socket;
        this.listener = listener;
    }

    /** @param state what it goes on from, rather than to boot */
    static Expected of(Machine machine, Optional<Path> state) throws IOException {
        MeetingPlace meeting = MeetingPlace.in(machine.folder());
        try {
            Path socket = meeting.name("qmp");
            return new Expected(machine, state, meeting, socket, meeting.listen(socket));
        } catch (IOException failed) {
            meeting.close();
            throw failed;
        }
    }

    /** What the emulator is to be told. */
    List<String> arguments(Machine seen) {
        return state.isPresent() ? QemuCommandLine.ofSuccessor(seen, socket) : QemuCommandLine.of(seen, socket);
    }

    /** Waits until the emulator connects, sets the devices' properties, and lets the guest run. */
    Guest meet(Emulation emulation) throws IOException, InterruptedException {
        try {
            return Guest.connected(machine, emulation, listener, state);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            emulation.close();
            throw failed;
        }
    }

    /** Once the emulator has connected, the socket's name is of no use any more. */
    @Override
    public void close() throws IOException {
        meeting.close();
    }
}
