// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A guest whose emulator has not been started; the sockets of its machine and its console are listening. */
final class PendingBoot implements AutoCloseable {
    private final ListeningSockets sockets;
    private final ServerSocketChannel console;
    private final Machine machine;
    private final PendingGuest pendingGuest;

    private PendingBoot(
            ListeningSockets sockets, ServerSocketChannel console, Machine machine, PendingGuest pendingGuest) {
        this.sockets = sockets;
        this.console = console;
        this.machine = machine;
        this.pendingGuest = pendingGuest;
    }

    static PendingBoot of(Machine machine) throws IOException {
        ListeningSockets sockets = ListeningSockets.in(machine.folder());
        try {
            Path socket = sockets.newSocketName("console");
            ServerSocketChannel console = sockets.listen(socket);
            Machine machineWithConsole = machine.with(ConsoleAttachment.NONE.withConsoleSocket(socket));
            return new PendingBoot(
                    sockets, console, machineWithConsole, PendingGuest.of(machineWithConsole, Optional.empty()));
        } catch (IOException failed) {
            sockets.close();
            throw failed;
        }
    }

    /** The machine with its console connected to the socket. */
    Machine machine() {
        return machine;
    }

    List<String> arguments(Machine emulatorView) {
        return pendingGuest.arguments(emulatorView);
    }

    /** Waits until its user space is up. */
    BootedGuest awaitUserSpace(EmulatorProcess emulatorProcess, Consumer<String> lines, Duration limit)
            throws IOException, InterruptedException {
        Guest guest = pendingGuest.awaitConnection(emulatorProcess);
        try {
            SocketChannel channel = Guest.accept("console of QEMU", console, guest::terminationReason);
            ConsoleReader reader = new ConsoleReader(lines);
            GuestAgent agent = new GuestAgent(
                    ConsoleSession.outputStreamTo(channel), () -> BootedGuest.terminationReason(guest, reader));
            reader.follow(Channels.newInputStream(channel), agent.listener());
            agent.awaitReady(limit);
            return new BootedGuest(guest, agent, reader);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            guest.close();
            throw failed;
        }
    }

    @Override
    public void close() throws IOException {
        pendingGuest.close();
        sockets.close();
    }
}
