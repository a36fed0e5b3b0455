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
    private static final Duration REPLY_LIMIT = Duration.ofSeconds(60);
    private static final Duration QUIT_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(5);
    private static final String PERIPHERAL = "/machine/peripheral/";
    private static final String DEADLINE = PERIPHERAL + "deadline";

    private final Machine machine;
    private final EmulatorProcess process;
    private final QmpClient qmp;
    private Optional<GuestExit> exit = Optional.empty();

    private Guest(Machine machine, EmulatorProcess process, QmpClient qmp) {
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
        try (PendingGuest pendingGuest = PendingGuest.of(machine, state)) {
            return pendingGuest.awaitConnection(launcher.start(machine, pendingGuest::arguments));
        }
    }

    static Guest connect(Machine machine, EmulatorProcess process, ServerSocketChannel listener, Optional<Path> state)
            throws IOException, InterruptedException {
        QmpClient qmp = new QmpClient(accept(process, listener), REPLY_LIMIT, () -> processExitReason(process));
        try {
            qmp.negotiate();
            Qom qom = new Qom(qmp);
            for (DeviceProperty property : machine.properties()) {
                qom.set(property);
            }
            Guest guest = new Guest(machine, process, qmp);
            if (state.isPresent()) {
                new MachineSnapshot(qmp, machine).load(state.get());
                guest.resumeUntil(machine.guestLimit());
            } else {
                qmp.execute("cont", qmp.newArguments());
            }
            return guest;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            qmp.close();
            throw failed;
        }
    }

    private static SocketChannel accept(EmulatorProcess process, ServerSocketChannel listener)
            throws IOException, InterruptedException {
        listener.configureBlocking(false);
        SocketChannel channel = new Wait(
                        "QMP connection from QEMU", START_LIMIT, POLL, () -> processExitReason(process))
                .awaitPresent(() -> Optional.ofNullable(listener.accept()));
        channel.configureBlocking(true);
        return channel;
    }

    private static Optional<String> processExitReason(EmulatorProcess process) {
        return process.status()
                .map(status -> "QEMU ended with status " + status + "; its last lines:" + System.lineSeparator()
                        + String.join(System.lineSeparator(), process.output()));
    }

    /** Lets a machine that stands run, until the guest's clock reads so much. */
    public void resumeUntil(Duration guestTime) throws IOException, InterruptedException {
        devices().set(DeviceProperty.number(DEADLINE, "at-ns", BigDecimal.valueOf(guestTime.toNanos())));
        qmp.execute("cont", qmp.newArguments());
    }

    /** Writes the state of a machine that stands to a file. */
    public void save(Path file) throws IOException, InterruptedException {
        new MachineSnapshot(qmp, machine).save(file);
    }

    /** Presses the reset button of a machine that stands: when it goes on, it boots. */
    public void reset() throws IOException, InterruptedException {
        qmp.execute("set-action", qmp.newArguments().put("reboot", "reset"));
        qmp.execute("system_reset", qmp.newArguments());
        new Wait("reset of the machine", REPLY_LIMIT, POLL, () -> processExitReason(process))
                .awaitPresent(this::resetEvent);
        qmp.execute("set-action", qmp.newArguments().put("reboot", "shutdown"));
    }

    private Optional<QmpEvent> resetEvent() {
        return Stream.iterate(qmp.pollEvent(), Optional::isPresent, previous -> qmp.pollEvent())
                .flatMap(Optional::stream)
                .filter(event -> event.name().equals("RESET"))
                .findFirst();
    }

    /** Why nothing more can come of the guest, if so: its machine has come to an end. */
    synchronized Optional<String> terminationReason() {
        exit = exit.or(this::pollExit);
        return processExitReason(process).or(() -> exit.map(reason -> "the machine has come to its end: " + reason));
    }

    /** Tells a device something while the guest runs. */
    void setProperty(DeviceProperty property) throws IOException, InterruptedException {
        devices().set(property);
    }

    Machine machine() {
        return machine;
    }

    /** Waits until the guest ends its machine, or the machine its guest. */
    public GuestExit waitForExit() throws InterruptedException {
        try {
            return new Wait("end of the guest", machine.wallLimit(), POLL, () -> processExitReason(process))
                    .awaitPresent(this::pollExit);
        } catch (GuestException lateOrDead) {
            return process.status()
                    .<GuestExit>map(status -> new GuestExit.QemuExited(status, process.output()))
                    .orElse(new GuestExit.WallClockTimeout(machine.wallLimit()));
        }
    }

    /** Waits until the guest ends its machine, or nobody wants to wait any longer. */
    void waitForExitOr(BooleanSupplier stop) throws IOException, InterruptedException {
        new Wait("end of the guest", machine.wallLimit(), POLL, () -> processExitReason(process))
                .await(() -> stop.getAsBoolean() || pollExit().isPresent());
    }

    /**
     * Writes what a head of the display shows to a PNG file.
     *
     * @param device its id
     */
    public void screenshot(String device, int head, Path png) throws IOException, InterruptedException {
        qmp.execute(
                "screendump",
                qmp.newArguments()
                        .put(
                                "filename",
                                machine.pathForQemu(png.toAbsolutePath()).toString())
                        .put("device", device)
                        .put("head", head)
                        .put("format", "png"));
    }

    private Optional<GuestExit> pollExit() {
        for (Optional<QmpEvent> event = qmp.pollEvent(); event.isPresent(); event = qmp.pollEvent()) {
            QmpEvent current = event.get();
            if (current.name().equals("SHUTDOWN")) {
                return Optional.of(toExit(current));
            }
            if (current.name().equals("WATCHDOG")) {
                return Optional.of(new GuestExit.DeadlineReached());
            }
        }
        return Optional.empty();
    }

    private static GuestExit toExit(QmpEvent event) {
        String reason = event.data().path("reason").asText();
        return event.data().path("guest").asBoolean()
                ? new GuestExit.Shutdown(reason)
                : new GuestExit.ExternalShutdown(reason);
    }

    /** The devices, to be asked for what they have seen. */
    public Qom devices() {
        return new Qom(qmp);
    }

    /** What became of the machine's triggers, in their order. */
    public List<TriggerState> triggers() throws IOException, InterruptedException {
        List<TriggerState> states = new ArrayList<>();
        for (int i = 0; i < machine.triggers().size(); i++) {
            String path = PERIPHERAL + QemuCommandLine.triggerId(i);
            long fired = devices().getNumber(path, "fired-ns");
            String error = devices().getText(path, "error");
            states.add(new TriggerState(
                    fired < 0 ? OptionalLong.empty() : OptionalLong.of(fired),
                    Optional.of(error).filter(text -> !text.isEmpty())));
        }
        return states;
    }

    /** Asks the emulator to end, so that its files are whole; past its time it is killed. */
    public void quit() throws IOException, InterruptedException {
        try {
            qmp.sendWithoutReply("quit");
            int status = new Wait("end of QEMU", QUIT_LIMIT, POLL, Optional::empty).awaitPresent(process::status);
            if (status != 0) {
                throw new GuestException(processExitReason(process).orElse("QEMU ended with status " + status));
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
