// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.vc4lab.exec.ProcessRunner;

/** A machine that runs. Closing it ends the emulator, whatever its state. */
public final class Guest implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final Duration QUIT_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(5);
    private static final String PERIPHERAL = "/machine/peripheral/";
    private static final String DEADLINE = PERIPHERAL + "deadline";

    private final Machine machine;
    private final Emulation process;
    private final QmpClient qmp;
    private Optional<GuestEnd> end = Optional.empty();

    private Guest(Machine machine, Emulation process, QmpClient qmp) {
        this.machine = machine;
        this.process = process;
        this.qmp = qmp;
    }

    /** Starts the emulator on this host, sets the devices' properties, and lets the guest run. */
    public static Guest start(Machine machine, ProcessRunner runner) throws IOException, InterruptedException {
        return start(machine, new LocalLauncher(runner));
    }

    /** Starts the emulator, sets the devices' properties, and lets the guest run. */
    public static Guest start(Machine machine, Launcher launcher) throws IOException, InterruptedException {
        return launch(machine, launcher, Optional.empty());
    }

    /** Goes on where {@link #save} left another machine of the same make. */
    public static Guest load(Machine machine, Path state, ProcessRunner runner)
            throws IOException, InterruptedException {
        return launch(machine, new LocalLauncher(runner), Optional.of(state));
    }

    private static Guest launch(Machine machine, Launcher launcher, Optional<Path> state)
            throws IOException, InterruptedException {
        try (Expected expected = Expected.of(machine, state)) {
            return expected.meet(launcher.start(machine, expected::arguments));
        }
    }

    static Guest connected(Machine machine, Emulation process, ServerSocketChannel listener, Optional<Path> state)
            throws IOException, InterruptedException {
        QmpClient qmp = new QmpClient(accept(process, listener), ANSWER_LIMIT, () -> gone(process));
        try {
            qmp.negotiate();
            Qom qom = new Qom(qmp);
            for (DeviceProperty property : machine.properties()) {
                qom.set(property);
            }
            Guest guest = new Guest(machine, process, qmp);
            if (state.isPresent()) {
                new MachineState(qmp, machine).load(state.get());
                guest.goOn(machine.guestLimit());
            } else {
                qmp.execute("cont", qmp.arguments());
            }
            return guest;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            qmp.close();
            throw failed;
        }
    }

    private static SocketChannel accept(Emulation process, ServerSocketChannel listener)
            throws IOException, InterruptedException {
        listener.configureBlocking(false);
        SocketChannel channel = new Deadline("QMP connection from QEMU", START_LIMIT, POLL, () -> gone(process))
                .awaitPresent(() -> Optional.ofNullable(listener.accept()));
        channel.configureBlocking(true);
        return channel;
    }

    private static Optional<String> gone(Emulation process) {
        return process.status()
                .map(status -> "QEMU ended with status " + status + "; its last lines:" + System.lineSeparator()
                        + String.join(System.lineSeparator(), process.output()));
    }

    /** Lets a machine that stands run, until the guest's clock reads so much. */
    public void goOn(Duration until) throws IOException, InterruptedException {
        devices().set(DeviceProperty.number(DEADLINE, "at-ns", BigDecimal.valueOf(until.toNanos())));
        qmp.execute("cont", qmp.arguments());
    }

    /** Writes the state of a machine that stands to a file. */
    public void save(Path file) throws IOException, InterruptedException {
        new MachineState(qmp, machine).save(file);
    }

    /** Presses the reset button of a machine that stands: when it goes on, it boots. */
    public void reset() throws IOException, InterruptedException {
        qmp.execute("set-action", qmp.arguments().put("reboot", "reset"));
        qmp.execute("system_reset", qmp.arguments());
        new Deadline("reset of the machine", ANSWER_LIMIT, POLL, () -> gone(process)).awaitPresent(this::resetEvent);
        qmp.execute("set-action", qmp.arguments().put("reboot", "shutdown"));
    }

    private Optional<QmpEvent> resetEvent() {
        return Stream.iterate(qmp.takeEvent(), Optional::isPresent, before -> qmp.takeEvent())
                .flatMap(Optional::stream)
                .filter(event -> event.name().equals("RESET"))
                .findFirst();
    }

    /** Why nothing more can come of the guest, if so: its machine has come to an end. */
    synchronized Optional<String> over() {
        end = end.or(this::nextEnd);
        return gone(process).or(() -> end.map(how -> "the machine has come to its end: " + how));
    }

    /** Tells a device something while the guest runs. */
    void set(DeviceProperty property) throws IOException, InterruptedException {
        devices().set(property);
    }

    Machine machine() {
        return machine;
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

    /** Waits until the guest ends its machine, or nobody wants to wait any longer. */
    void waitForEndOr(BooleanSupplier leave) throws IOException, InterruptedException {
        new Deadline("end of the guest", machine.wallLimit(), POLL, () -> gone(process))
                .await(() -> leave.getAsBoolean() || nextEnd().isPresent());
    }

    /**
     * Writes what a head of the display shows to a PNG file.
     *
     * @param device its id
     */
    public void screenshot(String device, int head, Path png) throws IOException, InterruptedException {
        qmp.execute(
                "screendump",
                qmp.arguments()
                        .put("filename", machine.asTold(png.toAbsolutePath()).toString())
                        .put("device", device)
                        .put("head", head)
                        .put("format", "png"));
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
