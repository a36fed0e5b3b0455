// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;

/** A machine that runs. Closing it ends the emulator, whatever its state. */
public final class Guest implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final Duration QUIT_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(5);
    private static final String PERIPHERAL = "/machine/peripheral/";

    private final Machine machine;
    private final RunningProcess process;
    private final QmpClient qmp;

    private Guest(Machine machine, RunningProcess process, QmpClient qmp) {
        this.machine = machine;
        this.process = process;
        this.qmp = qmp;
    }

    /** Starts the emulator, sets the devices' properties, and lets the guest run. */
    public static Guest start(Machine machine, ProcessRunner runner) throws IOException, InterruptedException {
        try (PrivateFolder temporary = PrivateFolder.create();
                ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path socket = temporary.resolve("qmp");
            listener.bind(UnixDomainSocketAddress.of(socket));
            Command command = Command.of(QemuCommandLine.of(machine, socket))
                    .in(machine.folder())
                    .within(machine.wallLimit());
            RunningProcess process = runner.start(command);
            try {
                // once QEMU has connected, the socket's name is of no use any more
                return connected(machine, process, listener);
            } catch (IOException | InterruptedException | RuntimeException failed) {
                process.close();
                throw failed;
            }
        }
    }

    private static Guest connected(Machine machine, RunningProcess process, ServerSocketChannel listener)
            throws IOException, InterruptedException {
        QmpClient qmp = new QmpClient(accept(process, listener), ANSWER_LIMIT, () -> gone(process));
        try {
            qmp.negotiate();
            Qom qom = new Qom(qmp);
            for (DeviceProperty property : machine.properties()) {
                qom.set(property);
            }
            qmp.execute("cont", qmp.arguments());
            return new Guest(machine, process, qmp);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            qmp.close();
            throw failed;
        }
    }

    private static SocketChannel accept(RunningProcess process, ServerSocketChannel listener)
            throws IOException, InterruptedException {
        listener.configureBlocking(false);
        SocketChannel channel = new Deadline("QMP connection from QEMU", START_LIMIT, POLL, () -> gone(process))
                .awaitPresent(() -> Optional.ofNullable(listener.accept()));
        channel.configureBlocking(true);
        return channel;
    }

    private static Optional<String> gone(RunningProcess process) {
        return process.status()
                .map(status -> "QEMU ended with status " + status + "; its last lines:" + System.lineSeparator()
                        + String.join(System.lineSeparator(), process.output()));
    }

    /** Waits until the guest ends its machine, or the machine its guest. */
    public GuestEnd waitForEnd() throws InterruptedException {
        try {
            return new Deadline("end of the guest", machine.wallLimit(), POLL, () -> gone(process))
                    .awaitPresent(this::nextEnd);
        } catch (GuestException lateOrDead) {
            return process.status()
                    .<GuestEnd>map(status -> new GuestEnd.QemuDied(status, process.output()))
                    .orElse(new GuestEnd.WallDeadline(machine.wallLimit()));
        }
    }

    private Optional<GuestEnd> nextEnd() {
        for (Optional<QmpEvent> event = qmp.takeEvent(); event.isPresent(); event = qmp.takeEvent()) {
            QmpEvent now = event.get();
            if (now.name().equals("SHUTDOWN")) {
                return Optional.of(shutdown(now));
            }
            if (now.name().equals("WATCHDOG")) {
                return Optional.of(new GuestEnd.DeadlineReached());
            }
        }
        return Optional.empty();
    }

    private static GuestEnd shutdown(QmpEvent event) {
        String reason = event.data().path("reason").asText();
        return event.data().path("guest").asBoolean()
                ? new GuestEnd.Shutdown(reason)
                : new GuestEnd.EndedFromOutside(reason);
    }

    /** The devices, to be asked for what they have seen. */
    public Qom devices() {
        return new Qom(qmp);
    }

    /** What became of the machine's triggers, in their order. */
    public List<TriggerState> triggers() throws IOException, InterruptedException {
        List<TriggerState> all = new ArrayList<>();
        for (int i = 0; i < machine.triggers().size(); i++) {
            String path = PERIPHERAL + QemuCommandLine.triggerId(i);
            long fired = devices().number(path, "fired-ns");
            String error = devices().text(path, "error");
            all.add(new TriggerState(
                    fired < 0 ? OptionalLong.empty() : OptionalLong.of(fired),
                    Optional.of(error).filter(text -> !text.isEmpty())));
        }
        return all;
    }

    /** Asks the emulator to end, so that its files are whole; past its time it is killed. */
    public void quit() throws IOException, InterruptedException {
        try {
            qmp.tell("quit");
            int status = new Deadline("end of QEMU", QUIT_LIMIT, POLL, Optional::empty).awaitPresent(process::status);
            if (status != 0) {
                throw new GuestException(gone(process).orElse("QEMU ended with status " + status));
            }
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        qmp.close();
        process.close();
    }
}
