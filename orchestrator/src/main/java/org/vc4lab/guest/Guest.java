// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/** A running machine. Closing it ends the emulator, whatever its state. */
public final class Guest implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Guest.class.getName());

    static final Duration REPLY_LIMIT = Duration.ofSeconds(60);
    private static final Duration QUIT_LIMIT = Duration.ofSeconds(10);
    /** QEMU's word for a machine that its deadline has stopped, see {@link #awaitStop}. */
    public static final String DEADLINE_REACHED = "watchdog";

    static final Duration POLL = Duration.ofMillis(5);
    /** The id of the device whose heads show the pictures of the outputs. */
    private static final String DISPLAY_ENGINE = "hvs";

    private static final String DEADLINE = QemuCommandLine.PERIPHERAL + "deadline";
    private static final String HAND_IN = QemuCommandLine.PERIPHERAL + "hand-in";
    private static final String SCHEDULE = "/machine/schedule";

    private final Machine machine;
    private final EmulatorProcess process;
    private final QmpClient qmp;
    private Optional<GuestExit> exit = Optional.empty();

    private Guest(Machine machine, EmulatorProcess process, QmpClient qmp) {
        this.machine = machine;
        this.process = process;
        this.qmp = qmp;
    }

    /** Starts the emulator, sets the devices' properties, and lets the guest run. */
    public static Guest start(Machine machine, Launcher launcher) throws IOException, InterruptedException {
        return launch(machine, launcher, Optional.empty());
    }

    /** Starts a machine from the state that {@link #save} wrote of an equal one. */
    public static Guest load(Machine machine, Path state, Launcher launcher) throws IOException, InterruptedException {
        Guest guest = launch(machine, launcher, Optional.of(state));
        try {
            guest.resumeUntil(machine.guestLimit());
            return guest;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            guest.close();
            throw failed;
        }
    }

    /**
     * Starts a machine from a saved one. It stays stopped, and its logs begin with what the saved one wrote.
     *
     * @param machine with a copy of the saved one's RAM if it will be saved again
     */
    public static Guest restore(Machine machine, ReadyGuest saved, Launcher launcher)
            throws IOException, InterruptedException {
        return restore(machine, saved, (restored, state) -> launch(restored, launcher, Optional.of(state)));
    }

    /** Starts an emulator that loads the state of a machine. */
    @FunctionalInterface
    interface RestoredStart<T> {
        T start(Machine restored, Path state) throws IOException, InterruptedException;
    }

    static <T> T restore(Machine machine, ReadyGuest saved, RestoredStart<T> emulator)
            throws IOException, InterruptedException {
        Path state = saved.copyInto(machine.folder());
        try {
            return emulator.start(machine.memory().isPresent() ? machine : machine.withMemory(saved.memory()), state);
        } finally {
            Files.deleteIfExists(state);
        }
    }

    private static Guest launch(Machine machine, Launcher launcher, Optional<Path> state)
            throws IOException, InterruptedException {
        writePoints(machine);
        try (PendingGuest pendingGuest = PendingGuest.of(machine, state)) {
            return pendingGuest.awaitConnection(launcher.start(machine, pendingGuest::arguments));
        }
    }

    static void writePoints(Machine machine) throws IOException {
        Optional<String> points = machine.schedule().pointsFile();
        if (points.isPresent()) {
            Files.writeString(machine.folder().resolve(Schedule.POINTS_FILE), points.get());
        }
    }

    /** Sets the devices' properties, and lets the guest run, or loads a state into the stopped machine. */
    static Guest connect(Machine machine, EmulatorProcess process, SocketChannel channel, Optional<Path> state)
            throws IOException, InterruptedException {
        Guest guest = new Guest(machine, process, new QmpClient(channel, REPLY_LIMIT, process::exitReason));
        try {
            guest.qmp.negotiate();
            guest.set(machine.properties());
            if (state.isPresent()) {
                new Migration(machine, guest.qmp).load(state.get());
            } else {
                guest.qmp.execute("cont", guest.qmp.newArguments());
            }
        } catch (IOException | InterruptedException | RuntimeException failed) {
            guest.qmp.close();
            throw failed;
        }
        return guest;
    }

    /** Stops a running machine wherever it is. */
    public void pause() throws IOException, InterruptedException {
        qmp.execute("stop", qmp.newArguments());
    }

    /** Resumes a stopped machine until the guest's clock reaches a time. */
    public void resumeUntil(Duration guestTime) throws IOException, InterruptedException {
        setDeadline(guestTime.toNanos());
        qmp.execute("cont", qmp.newArguments());
    }

    /** Sets the time of the guest's clock at which the machine will stop. */
    public void setDeadline(long atNanos) throws IOException, InterruptedException {
        devices().set(new DeviceProperty(DEADLINE, "at-ns", LongNode.valueOf(atNanos)));
    }

    /**
     * Waits until the machine is stopped.
     *
     * @return QEMU's word for the reason, such as {@link #DEADLINE_REACHED}
     */
    public String awaitStop() throws IOException, InterruptedException {
        return new Wait("stop of the guest", machine.wallLimit(), POLL, process::exitReason).awaitPresent(() -> {
            JsonNode status = qmp.execute("query-status", qmp.newArguments());
            return status.path("running").asBoolean()
                    ? Optional.empty()
                    : Optional.of(status.path("status").asText());
        });
    }

    /**
     * Waits until init is ready for its scenario, which stops the machine; or how it ended before that.
     *
     * @return empty if it is ready
     */
    public Optional<GuestExit> awaitReady() throws IOException, InterruptedException {
        GuestExit exit =
                awaitExit("user space", () -> pollEvents(Guest::toReady).or(this::pollConsole));
        return Optional.of(exit).filter(end -> !(end instanceof GuestExit.Ready));
    }

    /** Sets properties of a stopped machine. */
    public void set(List<DeviceProperty> properties) throws IOException, InterruptedException {
        for (DeviceProperty property : properties) {
            devices().set(property);
        }
    }

    /** Gives a machine that is ready its scenario, and resumes it until its limit. */
    public void handIn(List<DeviceProperty> properties, String scenario) throws IOException, InterruptedException {
        handIn(properties, scenario, machine.guestLimit());
    }

    /** The same, but it stops when the guest's clock reaches a time. */
    public void handIn(List<DeviceProperty> properties, String scenario, Duration until)
            throws IOException, InterruptedException {
        prepare(properties, scenario);
        resumeUntil(until);
    }

    /** Gives a machine that is ready its scenario; it stays stopped. */
    public void prepare(List<DeviceProperty> properties, String scenario) throws IOException, InterruptedException {
        set(properties);
        devices().set(DeviceProperty.text(HAND_IN, "text", scenario));
    }

    /** Writes the state of a stopped machine to a file, without what is on the host, such as captured audio. */
    public void save(Path file) throws IOException, InterruptedException {
        new Migration(machine, qmp).save(file);
    }

    /** Resets a stopped machine: when it is resumed, it boots. */
    public void reset() throws IOException, InterruptedException {
        qmp.execute("set-action", qmp.newArguments().put("reboot", "reset"));
        qmp.execute("system_reset", qmp.newArguments());
        new Wait("reset of the machine", REPLY_LIMIT, POLL, process::exitReason)
                .awaitPresent(() -> pollEvents(
                        event -> Optional.of(event).filter(reset -> reset.name().equals("RESET"))));
        qmp.execute("set-action", qmp.newArguments().put("reboot", "shutdown"));
    }

    /** Why the machine has ended, if it has. */
    synchronized Optional<String> terminationReason() {
        exit = exit.or(this::pollExit);
        return process.exitReason().or(() -> exit.map(reason -> "the machine has ended: " + reason));
    }

    /** The machine that runs. */
    public Machine machine() {
        return machine;
    }

    /** Waits until the machine ends: by the guest, its deadline, QEMU itself or the limit on the host's clock. */
    public GuestExit waitForExit() throws IOException, InterruptedException {
        return awaitExit("end of the guest", this::pollExit);
    }

    private GuestExit awaitExit(String name, Callable<Optional<GuestExit>> source)
            throws IOException, InterruptedException {
        try {
            GuestExit guestExit = new Wait(name, machine.wallLimit(), POLL, process::exitReason).awaitPresent(source);
            if (guestExit instanceof GuestExit.ConsoleFull) {
                pause();
            }
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
        new Wait("end of the guest", machine.wallLimit(), POLL, process::exitReason)
                .await(() -> stop.getAsBoolean() || pollExit().isPresent());
    }

    /**
     * Writes the picture of an output to a PNG file.
     *
     * @throws QmpErrorException if the output is off
     */
    public void screenshot(int card, Path png) throws IOException, InterruptedException {
        String file = machine.pathForQemu(png.toAbsolutePath()).toString();
        qmp.execute(
                "screendump",
                qmp.newArguments()
                        .put("filename", file)
                        .put("device", DISPLAY_ENGINE)
                        .put("head", card)
                        .put("format", "png"));
    }

    private Optional<GuestExit> pollExit() {
        return pollEvents(Guest::toExit).or(this::pollConsole);
    }

    private Optional<GuestExit> pollConsole() {
        boolean full = machine.console().toFile().length() > (long) Machine.CONSOLE_LIMIT_MIB << 20;
        return full ? Optional.of(new GuestExit.ConsoleFull(Machine.CONSOLE_LIMIT_MIB)) : Optional.empty();
    }

    /** Before any other stop there is an event that says why. */
    private static Optional<GuestExit> toReady(QmpClient.QmpEvent event) {
        return event.name().equals("STOP") ? Optional.of(new GuestExit.Ready()) : toExit(event);
    }

    private static Optional<GuestExit> toExit(QmpClient.QmpEvent event) {
        String reason = event.data().path("reason").asText();
        return switch (event.name()) {
            case "SHUTDOWN" ->
                Optional.of(
                        event.data().path("guest").asBoolean()
                                ? new GuestExit.Shutdown(reason)
                                : new GuestExit.ExternalShutdown(reason));
            case "WATCHDOG" -> Optional.of(new GuestExit.DeadlineReached());
            default -> Optional.empty();
        };
    }

    /** Removes events up to the first that means something, and returns its meaning. */
    private <T> Optional<T> pollEvents(Function<QmpClient.QmpEvent, Optional<T>> meaning) {
        return Stream.iterate(qmp.pollEvent(), Optional::isPresent, previous -> qmp.pollEvent())
                .flatMap(event -> event.flatMap(meaning).stream())
                .findFirst();
    }

    /** The properties of the devices. */
    public Qom devices() {
        return new Qom(qmp, machine.boot().qemu());
    }

    /** The time of the guest's clock, in nanoseconds. */
    public long nanos() throws IOException, InterruptedException {
        return devices().getNumber(SCHEDULE, "time-ns");
    }

    /** The number of instructions that all processors together have executed since the start of the machine. */
    public long instructions() throws IOException, InterruptedException {
        return devices().getNumber(SCHEDULE, "instructions");
    }

    /** For each processor the time of the guest's clock at which its last instruction ended, in nanoseconds. */
    public long[] ranUntilNanos() throws IOException, InterruptedException {
        String times = devices().getText(SCHEDULE, "ran-until-ns");
        return Stream.of(times.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    /**
     * Reads what the devices of a machine that is stopped observed.
     *
     * @param cards numbers of the outputs to read
     */
    public DeviceObservations observe(List<Integer> cards, List<DeviceCounter> counters)
            throws IOException, InterruptedException {
        return DeviceObservations.read(devices(), machine.changes(), cards, counters);
    }

    /** Asks QEMU to exit, so that it finishes its files; kills it if it does not exit in time. */
    public void quit() throws IOException, InterruptedException {
        try {
            qmp.sendWithoutReply("quit");
            int status = new Wait("end of QEMU", QUIT_LIMIT, POLL, Optional::empty).awaitPresent(process::status);
            if (status != 0) {
                throw new GuestException(process.exitReason().orElse("QEMU ended with status " + status));
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
