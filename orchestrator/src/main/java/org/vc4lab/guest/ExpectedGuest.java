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

/** A guest whose emulator has not been started: its machine and its console are waited for already. */
final class ExpectedGuest implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(5);

    private final MeetingPlace meeting;
    private final ServerSocketChannel console;
    private final Machine machine;
    private final Expected expected;

    private ExpectedGuest(MeetingPlace meeting, ServerSocketChannel console, Machine machine, Expected expected) {
        this.meeting = meeting;
        this.console = console;
        this.machine = machine;
        this.expected = expected;
    }

    static ExpectedGuest of(Machine machine) throws IOException {
        MeetingPlace meeting = MeetingPlace.in(machine.folder());
        try {
            Path socket = meeting.name("console");
            ServerSocketChannel console = meeting.listen(socket);
            Machine attended = machine.with(Seat.NOBODY.at(socket));
            return new ExpectedGuest(meeting, console, attended, Expected.of(attended, Optional.empty()));
        } catch (IOException failed) {
            meeting.close();
            throw failed;
        }
    }

    /** The machine with its console where it is waited for. */
    Machine machine() {
        return machine;
    }

    List<String> arguments(Machine seen) {
        return expected.arguments(seen);
    }

    /** Waits until its user space is up. */
    BootedGuest meet(Emulation emulation, Consumer<String> lines, Duration limit)
            throws IOException, InterruptedException {
        Guest guest = expected.meet(emulation);
        try {
            SocketChannel channel = accept(guest);
            ConsoleReader reader = new ConsoleReader(lines);
            GuestAgent agent = new GuestAgent(ConsoleSession.into(channel), () -> BootedGuest.hopeless(guest, reader));
            reader.follow(Channels.newInputStream(channel), agent.listener());
            agent.awaitReady(limit);
            return new BootedGuest(guest, agent, reader);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            guest.close();
            throw failed;
        }
    }

    private SocketChannel accept(Guest guest) throws IOException, InterruptedException {
        console.configureBlocking(false);
        SocketChannel channel = new Deadline("console of QEMU", CONNECT_LIMIT, POLL, guest::over)
                .awaitPresent(() -> Optional.ofNullable(console.accept()));
        channel.configureBlocking(true);
        return channel;
    }

    @Override
    public void close() throws IOException {
        expected.close();
        meeting.close();
    }
}
