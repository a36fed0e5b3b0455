// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.lang.System.Logger.Level;
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
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.vc4lab.exec.ProcessRunner;

/** A running machine. Closing it ends the emulator, whatever its state. */
public final class Guest implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Guest.class.getName());

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration REPLY_LIMIT = Duration.ofSeconds(60);
    private static final Duration QUIT_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(5);
    /** The id of the device whose heads show the pictures of the HDMI outputs. */
    private static final String DISPLAY_ENGINE = "hvs";

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

    /** Starts a machine from the state that {@link #save} wrote of an equal one. */
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
        Supplier<Optional<String>> exitReason = () -> processExitReason(process);
        SocketChannel channel = accept("QMP connection from QEMU", listener, exitReason);
        QmpClient qmp = new QmpClient(channel, REPLY_LIMIT, exitReason);
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

    /** @param terminationReason why nothing will connect, if so */
    static SocketChannel accept(String name, ServerSocketChannel listener, Supplier<Optional<String>> terminationReason)
            throws IOException, InterruptedException {
        listener.configureBlocking(false);
        SocketChannel channel = new Wait(name, START_LIMIT, POLL, terminationReason)
                .awaitPresent(() -> Optional.ofNullable(listener.accept()));
        channel.configureBlocking(true);
        return channel;
    }

    private static Optional<String> processExitReason(EmulatorProcess process) {
        return process.status()
                .map(status -> "QEMU ended with status " + status + "; its last lines:" + System.lineSeparator()
                        + String.join(System.lineSeparator(), process.output()));
    }

    /** Resumes a stopped machine until the guest's clock reaches a time. */
    public void resumeUntil(Duration guestTime) throws IOException, InterruptedException {
        devices().set(DeviceProperty.number(DEADLINE, "at-ns", BigDecimal.valueOf(guestTime.toNanos())));
        qmp.execute("cont", qmp.newArguments());
    }

    /** Writes the state of a stopped machine to a file. */
    public void save(Path file) throws IOException, InterruptedException {
        new MachineSnapshot(qmp, machine).save(file);
    }

    /** Resets a stopped machine: when it is resumed, it boots. */
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

    /** Why the machine has ended, if it has. */
    synchronized Optional<String> terminationReason() {
        exit = exit.or(this::pollExit);
        return processExitReason(process).or(() -> exit.map(reason -> "the machine has ended: " + reason));
    }

    Machine machine() {
        return machine;
    }

    /** Waits until the machine ends: by the guest, its deadline, QEMU itself or the limit on the host's clock. */
    public GuestExit waitForExit() throws InterruptedException {
        try {
            GuestExit guestExit = new Wait(
                            "end of the guest", machine.wallLimit(), POLL, () -> processExitReason(process))
                    .awaitPresent(this::pollExit);
            LOG.log(Level.DEBUG, "{0}: {1}", machine.folder(), guestExit);
            return guestExit;
        } catch (GuestException lateOrDead) {
            LOG.log(Level.DEBUG, machine.folder() + " did not end by itself", lateOrDead);
            return process.status()
                    .<GuestExit>map(status -> new GuestExit.QemuExited(status, process.output()))
                    .orElse(new GuestExit.WallClockTimeout(machine.wallLimit()));
        }
    }

    /** Waits until the guest ends its machine or the caller stops the wait. */
    void waitForExitOr(BooleanSupplier stop) throws IOException, InterruptedException {
        new Wait("end of the guest", machine.wallLimit(), POLL, () -> processExitReason(process))
                .await(() -> stop.getAsBoolean() || pollExit().isPresent());
    }

    /**
     * Writes the picture of an HDMI output to a PNG file.
     *
     * @throws QmpErrorException if the output is off
     */
    public void screenshot(int card, Path png) throws IOException, InterruptedException {
        qmp.execute(
                "screendump",
                qmp.newArguments()
                        .put(
                                "filename",
                                machine.pathForQemu(png.toAbsolutePath()).toString())
                        .put("device", DISPLAY_ENGINE)
                        .put("head", card)
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

    /** The properties of the devices. */
    public Qom devices() {
        return new Qom(qmp);
    }

    /**
     * Reads what the devices of a machine that is stopped observed.
     *
     * @param cards numbers of the HDMI outputs to read
     */
    public DeviceObservations observe(List<Integer> cards) throws IOException, InterruptedException {
        List<ScheduledChangeResult> changes = new ArrayList<>();
        for (ScheduledChange change : machine.changes()) {
            String trigger = PERIPHERAL + QemuCommandLine.triggerId(changes.size());
            long fired = devices().getNumber(trigger, "fired-ns");
            String error = devices().getText(trigger, "error");
            changes.add(new ScheduledChangeResult(
                    change.describe(),
                    fired < 0 ? OptionalLong.empty() : OptionalLong.of(fired),
                    Optional.of(error).filter(text -> !text.isEmpty())));
        }
        return new DeviceObservations(new DeviceReader(devices()).read(cards), changes);
    }

    /** Asks QEMU to exit, so that it finishes its files; kills it if it does not exit in time. */
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
