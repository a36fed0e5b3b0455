// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.ProcessIdentity;
import org.vc4lab.exec.ProcessRunner;

/** Boots a program that only speaks QMP. */
final class GuestTest {
    private static final Duration WALL = Duration.ofMinutes(5);

    private final Launcher launcher = new Launcher.Local(new ProcessRunner());
    private final Set<ProcessHandle> initialDescendants = descendants();

    @TempDir
    Path folder;

    private Path qemu;

    @BeforeEach
    void installEmulator() throws IOException {
        qemu = FakeQemu.install(folder);
    }

    @Test
    void reportsAGuestReset() throws Exception {
        try (Guest guest = Guest.start(machine("reset", WALL), launcher)) {
            assertThat(privateFolder()).doesNotExist();
            assertThat(guest.waitForExit()).isEqualTo(new GuestExit.Shutdown("guest-reset"));
            assertThat(guest.devices().getNumber("/machine", "number")).isEqualTo(42);
            guest.quit();
        }
        assertThat(folder.resolve("console.log")).hasContent("hello from the guest");
        assertNoNewProcess();
    }

    @Test
    void aCounterThatIsNotThereIsNamedAsTheCaseDoes() throws Exception {
        DeviceCounter counter = new DeviceCounter("engine.none", "/machine/soc/engine", "none");
        try (Guest guest = Guest.start(machine("reset", WALL), launcher)) {
            assertThat(guest.waitForExit()).isEqualTo(new GuestExit.Shutdown("guest-reset"));
            assertThatThrownBy(() -> guest.observe(List.of(), List.of(counter)))
                    .isInstanceOf(GuestException.class)
                    .hasMessageContaining("engine.none was not read: ")
                    .hasMessageContaining("Property 'none' not found");
        }
    }

    @Test
    void aGuestThatIsReadyIsHandedItsScenario() throws Exception {
        DeviceProperty delay = DeviceProperty.text("/machine/hdmi0", "delay", "7");
        try (Guest guest = Guest.start(machine("ready", WALL).stoppingWhenReady(), launcher)) {
            assertThat(guest.awaitReady()).isEmpty();
            guest.handIn(List.of(delay), "play\n");
            assertThat(guest.waitForExit()).isEqualTo(new GuestExit.Shutdown("guest-reset"));
        }
        assertThat(Files.readAllLines(folder.resolve(FakeQemu.REQUESTS)))
                .containsExactly("qmp_capabilities", "cont", "qom-set", "qom-set", "qom-set", "cont");
    }

    @Test
    void aGuestMayEndBeforeItIsReady() throws Exception {
        try (Guest guest = Guest.start(machine("reset", WALL).stoppingWhenReady(), launcher)) {
            assertThat(guest.awaitReady()).contains(new GuestExit.Shutdown("guest-reset"));
        }
    }

    @Test
    void aRestoredGuestGoesOnWhereTheSavedOneWas() throws Exception {
        Path saved = Files.createDirectory(folder.resolve("saved"));
        Files.writeString(saved.resolve(ReadyGuest.STATE), "devices");
        Files.writeString(saved.resolve("console.log"), "booted\n");
        ReadyGuest ready = new ReadyGuest(saved.resolve(ReadyGuest.RAM), saved, false);
        try (Guest guest = Guest.restore(machine("ready", WALL), ready, launcher)) {
            assertThat(Files.readAllLines(folder.resolve(FakeQemu.REQUESTS)))
                    .startsWith("qmp_capabilities", "migrate-set-capabilities", "migrate-incoming")
                    .doesNotContain("cont");
            guest.handIn(List.of(), "play\n");
            assertThat(guest.waitForExit()).isEqualTo(new GuestExit.Shutdown("guest-reset"));
        }
        assertThat(folder.resolve("console.log")).hasContent("booted\nhello from the guest");
        assertThat(folder.resolve(ReadyGuest.STATE)).doesNotExist();
    }

    /** It is saved again at a later point, so its RAM is a copy that it may change. */
    @Test
    void aRestoredGuestWithACopyOfTheRamKeepsThat() throws Exception {
        Path saved = Files.createDirectory(folder.resolve("saved"));
        Files.writeString(saved.resolve(ReadyGuest.STATE), "devices");
        ReadyGuest ready = new ReadyGuest(saved.resolve(ReadyGuest.RAM), saved, false);
        Machine.MemoryFile copy = new Machine.MemoryFile(folder.resolve("copy"), true);
        try (Guest guest = Guest.restore(machine("ready", WALL).withMemory(copy), ready, launcher)) {
            assertThat(Files.readAllLines(folder.resolve(FakeQemu.ARGUMENTS)))
                    .contains("memory-backend-file,id=memory,size=2G,mem-path=copy,share=on");
            guest.handIn(List.of(), "play\n", Duration.ofMillis(1500));
            assertThat(guest.waitForExit()).isEqualTo(new GuestExit.Shutdown("guest-reset"));
        }
    }

    /** A confined emulator wrote the folder, and the copies are read outside of the sandbox. */
    @Test
    void aLinkIsNoFileOfASavedGuest() throws Exception {
        Path saved = Files.createDirectory(folder.resolve("saved"));
        Files.createSymbolicLink(saved.resolve(ReadyGuest.STATE), qemu);
        ReadyGuest ready = new ReadyGuest(saved.resolve(ReadyGuest.RAM), saved, false);
        assertThatThrownBy(() -> Guest.restore(machine("ready", WALL), ready, launcher))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no file of a saved machine");
    }

    @Test
    void theGuestsDeadlineIsNotAShutdown() throws Exception {
        try (Guest guest = Guest.start(machine("deadline", WALL), launcher)) {
            GuestExit end = guest.waitForExit();
            assertThat(end).isEqualTo(new GuestExit.DeadlineReached());
            assertThat(end.isQueryable()).isTrue();
        }
        assertNoNewProcess();
    }

    @Test
    void aGuestThatPrintsWithoutEndIsStopped() throws Exception {
        try (Guest guest = Guest.start(machine("flood", WALL), launcher)) {
            GuestExit end = guest.waitForExit();
            assertThat(end).isEqualTo(new GuestExit.ConsoleFull(64));
            assertThat(end.isQueryable()).isTrue();
            assertThat(Files.readAllLines(folder.resolve(FakeQemu.REQUESTS)))
                    .last()
                    .isEqualTo("stop");
        }
    }

    @Test
    void aSignalOfTheHostIsNotAShutdownOfTheGuest() throws Exception {
        try (Guest guest = Guest.start(machine("killed", WALL), launcher)) {
            GuestExit end = guest.waitForExit();
            assertThat(end).isEqualTo(new GuestExit.ExternalShutdown("host-signal"));
            assertThat(end.isQueryable()).isFalse();
        }
    }

    @Test
    void reportsThatTheEmulatorDied() throws Exception {
        try (Guest guest = Guest.start(machine("die", WALL), launcher)) {
            GuestExit end = guest.waitForExit();
            assertThat(end).isEqualTo(new GuestExit.QemuExited(3, List.of("qemu: out of memory")));
            assertThat(end.isQueryable()).isFalse();
        }
    }

    @Test
    void endsAnEmulatorThatIsStuck() throws Exception {
        Duration limit = Duration.ofMillis(300);
        try (Guest guest = Guest.start(machine("stuck", limit), launcher)) {
            assertThat(guest.waitForExit()).isEqualTo(new GuestExit.WallClockTimeout(limit));
        }
        assertNoNewProcess();
    }

    @Test
    void reportsWhyTheEmulatorDidNotStart() throws Exception {
        assertThatThrownBy(() -> Guest.start(machine("refuse", WALL), launcher))
                .isInstanceOf(GuestException.class)
                .hasMessageContaining("no QMP connection from QEMU: QEMU ended with status 1")
                .hasMessageContaining("qemu: no such machine");
        assertThat(privateFolder()).doesNotExist();
    }

    @Test
    void leavesNothingIfAPropertyIsRefused() throws Exception {
        Machine machine = machine("reset", WALL, DeviceProperty.flag("/nowhere", "x", true));
        assertThatThrownBy(() -> Guest.start(machine, launcher)).isInstanceOf(QmpErrorException.class);
        assertNoNewProcess();
    }

    @Test
    void reportsAnEmulatorThatExitsWithAnError() throws Exception {
        try (Guest guest = Guest.start(machine("dirty", WALL), launcher)) {
            guest.waitForExit();
            assertThatThrownBy(guest::quit).hasMessageContaining("QEMU ended with status 5");
        }
    }

    @Test
    void endsIfTheWaitIsInterrupted() throws Exception {
        try (Guest guest = Guest.start(machine("stuck", WALL), launcher)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(guest::waitForExit).isInstanceOf(InterruptedException.class);
        }
        assertNoNewProcess();
    }

    private Machine machine(String behaviour, Duration wall, DeviceProperty... properties) {
        return new Machine(
                new Machine.BootFiles(
                        qemu, folder.resolve("kernel"), folder.resolve("dtb"), folder.resolve("initrd"), behaviour),
                ClockMode.DETERMINISTIC,
                List.of(properties),
                List.of(),
                Duration.ofSeconds(20),
                wall,
                folder);
    }

    private void assertNoNewProcess() {
        assertThat(descendants()).isSubsetOf(initialDescendants);
    }

    private static Set<ProcessHandle> descendants() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessIdentity::isRunning)
                .collect(Collectors.toSet());
    }

    /** The folder through which this machine's sockets were reached: the socket's name ends in its name. */
    private Path privateFolder() throws IOException {
        String socket = Files.readAllLines(folder.resolve(FakeQemu.ARGUMENTS)).stream()
                .filter(argument -> argument.startsWith(FakeQemu.QMP))
                .map(argument -> argument.substring(FakeQemu.QMP.length()))
                .findFirst()
                .orElseThrow();
        String name = socket.substring(socket.indexOf(PendingGuest.PREFIX));
        return Path.of(System.getProperty("java.io.tmpdir"), name);
    }
}
