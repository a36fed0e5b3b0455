// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.kernellog.KernelLogParser;
import org.vc4lab.kernellog.Report;

/** A guest whose user space is up and runs commands. Closing it ends its machine. */
public final class BootedGuest implements AutoCloseable {
    /** The limit of a command without one of its own. */
    private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(1);

    private static final List<Integer> OUTPUTS = List.of(0, 1);

    private final Guest guest;
    private final GuestAgent agent;

    private BootedGuest(Guest guest, GuestAgent agent) {
        this.guest = guest;
        this.agent = agent;
    }

    /**
     * Boots a machine whose initial ramdisk has the file {@code scenario/agent}.
     *
     * @param lines gets each line of the serial console
     * @param limit on the host's clock, until user space is up
     * @throws GuestException if it does not come up, as soon as that is known; the message has the console's last lines
     */
    public static BootedGuest boot(Machine machine, Launcher launcher, Consumer<String> lines, Duration limit)
            throws IOException, InterruptedException {
        try (PendingGuest pendingGuest = PendingGuest.withConsole(machine)) {
            return awaitUserSpace(pendingGuest, launcher.start(machine, pendingGuest::arguments), lines, limit);
        }
    }

    /** Waits until the user space of a guest that listens for its console is up. */
    static BootedGuest awaitUserSpace(
            PendingGuest pendingGuest, EmulatorProcess process, Consumer<String> lines, Duration limit)
            throws IOException, InterruptedException {
        Guest guest = pendingGuest.awaitConnection(process);
        try {
            GuestAgent agent = new GuestAgent(pendingGuest.acceptConsole(guest), lines, guest::terminationReason);
            agent.awaitReady(limit);
            return new BootedGuest(guest, agent);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            guest.close();
            throw failed;
        }
    }

    /** Runs a program; its arguments are not interpreted by a shell. */
    public GuestResult execInGuest(String... argv) throws IOException, InterruptedException {
        return shell(Stream.of(argv).map(BootedGuest::shellQuote).collect(Collectors.joining(" ")), DEFAULT_LIMIT);
    }

    /** Runs a shell script. */
    public GuestResult shell(String script, Duration limit) throws IOException, InterruptedException {
        return agent.run(script + "\n", limit);
    }

    private static String shellQuote(String argument) {
        return "'" + argument.replace("'", "'\\''") + "'";
    }

    /** Copies a file of the host into the guest, about 100 kB a second; it may be executed there if it may here. */
    public void copyToGuest(Path file, String path) throws IOException, InterruptedException {
        agent.save(Files.readAllBytes(file), path);
        if (Files.isExecutable(file)) {
            requireSuccess(execInGuest("chmod", "755", path));
        }
    }

    /** Copies a file of the guest to the host. */
    public void copyFromGuest(String path, Path file) throws IOException, InterruptedException {
        String encoded = requireSuccess(execInGuest("base64", path)).stdout();
        Files.write(file, Base64.getMimeDecoder().decode(encoded));
    }

    private static GuestResult requireSuccess(GuestResult result) throws GuestException {
        if (result.exitCode() != 0) {
            throw new GuestException("the guest's command failed: " + result);
        }
        return result;
    }

    /** What the kernel has reported so far. */
    public List<Report> kernelLog() throws IOException {
        // a guest may print any bytes
        try (BufferedReader log = Files.newBufferedReader(console(), StandardCharsets.ISO_8859_1)) {
            return KernelLogParser.parse(log);
        }
    }

    public GuestEvidence evidence() throws IOException, InterruptedException {
        return new GuestEvidence(
                guest.machine().folder(), console(), kernelLog(), DeviceEvidence.read(guest.devices(), OUTPUTS));
    }

    /** Writes the picture of the first output to a PNG file in the machine's folder, and returns its path. */
    public Path screenshot() throws IOException, InterruptedException {
        Path png = guest.machine().folder().resolve("screenshot.png");
        guest.screenshot(0, png);
        return png;
    }

    /** Unplugs or plugs the cable of the first output. The kernel polls it every ten seconds. */
    public void hotplug(boolean connected) throws IOException, InterruptedException {
        guest.devices().set(DeviceProperty.flag(AudioOutput.FIRST.transmitter(), "connected", connected));
    }

    /** The log of the serial console. */
    public Path console() {
        return guest.machine().console();
    }

    /** Why the guest runs no more commands, if it does not. */
    public Optional<String> terminationReason() {
        return agent.terminationReason();
    }

    @Override
    public void close() {
        guest.close();
    }
}
