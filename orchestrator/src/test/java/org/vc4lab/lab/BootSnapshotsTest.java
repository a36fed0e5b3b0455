// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.RemoteCache;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.FakeQemu;
import org.vc4lab.guest.Launcher;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.ReadyGuest;

/** Saves a program that only speaks QMP. */
final class BootSnapshotsTest {
    private final ProcessRunner runner = new ProcessRunner();

    @TempDir
    Path folder;

    private Path share;
    private Store store;
    private Store otherHost;
    private int boots;

    @BeforeEach
    void openStores() throws Exception {
        share = Files.createDirectory(folder.resolve("share"));
        Files.writeString(folder.resolve("key"), "a secret of more than thirty-two characters");
        store = openStore("store");
        otherHost = openStore("other-store");
    }

    private Store openStore(String name) throws Exception {
        Map<String, String> environment = Map.of(
                "VC4LAB_SHARE",
                share.toString(),
                "VC4LAB_SHARE_KEY",
                folder.resolve("key").toString());
        return Store.open(folder.resolve(name), Progress.silent(), RemoteCache.of(environment, Progress.silent()));
    }

    @AfterEach
    void closeStores() throws IOException {
        store.close();
        otherHost.close();
    }

    private Optional<ReadyGuest> boot(BootSnapshots snapshots, String behaviour) throws Exception {
        return boot(snapshots, behaviour, false);
    }

    private Optional<ReadyGuest> boot(BootSnapshots snapshots, String behaviour, boolean shareable) throws Exception {
        return snapshots.getOrBoot(new CacheKey().addValue("kernel", behaviour), shareable, machineFolder -> {
            boots++;
            return machine(machineFolder, behaviour);
        });
    }

    private static Machine machine(Path machineFolder, String behaviour) throws IOException {
        return new Machine(
                new Machine.BootFiles(
                        FakeQemu.install(machineFolder),
                        machineFolder.resolve("kernel"),
                        machineFolder.resolve("dtb"),
                        machineFolder.resolve("initrd"),
                        behaviour),
                ClockMode.DETERMINISTIC,
                List.of(),
                List.of(),
                Duration.ofSeconds(20),
                Duration.ofMinutes(1),
                machineFolder);
    }

    private BootSnapshots snapshots() {
        return snapshots(store);
    }

    private BootSnapshots snapshots(Store of) {
        return new BootSnapshots(of, runner, new Launcher.Local(runner));
    }

    @Test
    void aForeignKernelBootsOnceAndWhatIsInItsRamStaysOnThisHost() throws Exception {
        BootSnapshots snapshots = snapshots();

        ReadyGuest ready = boot(snapshots, "ready").orElseThrow();

        assertThat(ready.ram()).hasContent("RAM");
        assertThat(ready.folder().resolve(ReadyGuest.STATE)).hasContent("devices");
        assertThat(ready.folder().resolve("console.log")).hasContent("hello from the guest");
        assertThat(boot(snapshots, "ready")).contains(ready);
        assertThat(boot(snapshots(), "ready").orElseThrow().folder()).isEqualTo(ready.folder());
        assertThat(boots).isEqualTo(1);
        assertThat(share).isEmptyDirectory();
    }

    @Test
    void otherHostsGetWhatOwnKernelsBooted() throws Exception {
        boot(snapshots(), "ready", true);

        ReadyGuest ready = boot(snapshots(otherHost), "ready", true).orElseThrow();

        assertThat(boots).isEqualTo(1);
        assertThat(ready.ram()).hasContent("RAM");
        assertThat(ready.folder().resolve(ReadyGuest.STATE)).hasContent("devices");
        assertThat(ready.folder().resolve("console.log")).hasContent("hello from the guest");
    }

    @Test
    void aForeignKernelsMachineIsNotTakenFromTheShareEither() throws Exception {
        boot(snapshots(), "ready", true);

        boot(snapshots(otherHost), "ready", false);

        assertThat(boots).isEqualTo(2);
    }

    @Test
    void aKernelThatDoesNotGetReadyIsNotSaved() throws Exception {
        BootSnapshots snapshots = snapshots();

        assertThat(boot(snapshots, "reset")).isEmpty();
        assertThat(boot(snapshots, "reset")).isEmpty();

        assertThat(boots).as("each trial would show why").isEqualTo(1);
        assertThat(snapshots.problemOf(new CacheKey().addValue("kernel", "reset")))
                .contains("not ready", "guest-reset");
        try (Stream<Path> entries = Files.walk(folder.resolve("store/entries"))) {
            assertThat(entries).noneMatch(entry -> entry.endsWith(ReadyGuest.STATE));
        }
    }

    /** Other trials go on from the saved machine, so the RAM of one that is saved again is a copy. */
    @Test
    void aSavedMachineIsSavedAgainAtALaterPoint() throws Exception {
        BootSnapshots snapshots = snapshots();
        ReadyGuest ready = boot(snapshots, "ready").orElseThrow();
        Files.writeString(ready.ram(), "booted");

        ReadyGuest later = snapshots.advance(ready, machineFolder -> machine(machineFolder, "ready"), guest -> {
            guest.handIn(List.of(), "play\n", Duration.ofSeconds(2));
            guest.waitForExit();
        });

        assertThat(ready.ram()).hasContent("booted");
        assertThat(later.ram()).hasContent("RAM");
        assertThat(later.folder().resolve(ReadyGuest.STATE)).hasContent("devices");
        assertThat(later.folder().resolve("console.log"))
                .as("its log goes on")
                .hasContent("hello from the guest\nhello from the guest");
    }
}
