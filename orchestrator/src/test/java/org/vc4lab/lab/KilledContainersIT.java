// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.RunProfile;

/**
 * Machines in containers that are killed at random moments leave nothing; every other one is killed while it runs, the
 * rest perhaps before. How many is the property {@code vc4lab.kills}.
 */
class KilledContainersIT {
    private static final int KILLS = Integer.getInteger("vc4lab.kills", 10);
    private static final int SIDE_BY_SIDE = 5;
    private static final int LATEST_MILLIS = 1500;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String LABEL = "label=org.vc4lab.owner";

    private final ProcessRunner processes = new ProcessRunner();
    private final Random random = new Random(42);

    @TempDir
    Path folder;

    private TestLab lab;
    private List<String> before;

    @BeforeEach
    void openLab() throws Exception {
        lab = TestLab.openInContainers();
        lab.launcher();
        before = networksAndVolumes();
    }

    @AfterEach
    void closeLab() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void nothingIsLeftOfMachinesThatAreKilled() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE);
        List<Future<?>> victims = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            Machine machine = machine(Files.createDirectory(folder.resolve("trial" + i)));
            Duration life = Duration.ofMillis(random.nextInt(LATEST_MILLIS));
            boolean fromOutside = random.nextBoolean();
            boolean running = i % 2 == 0;
            victims.add(threads.submit(() -> startAndKill(machine, running, life, fromOutside)));
        }
        for (Future<?> victim : victims) {
            victim.get();
        }
        threads.shutdown();

        await("end of all containers").atMost(LIMIT).until(() -> lines("docker", "ps", "-aq", "--filter", LABEL)
                .isEmpty());
        assertThat(networksAndVolumes()).isEqualTo(before);
        assertThat(emulators()).isEmpty();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .extracting(file -> file.getFileName().toString())
                    .containsOnly("console.log", "mai.wav", "initrd");
        }
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(file -> file.getFileName().toString().startsWith("qmp")))
                    .isEmpty();
        }
    }

    /**
     * @param running whether its life counts from when its emulator runs, and not from its start
     * @param fromOutside the engine is told to kill the container; otherwise whoever started it is interrupted
     */
    private Void startAndKill(Machine machine, boolean running, Duration life, boolean fromOutside) throws Exception {
        Thread starter = new Thread(() -> boot(machine));
        starter.start();
        if (running) {
            await("its emulator").atMost(LIMIT).until(() -> Files.exists(new TrialFolder(machine.folder()).words(0)));
        }
        Thread.sleep(life.toMillis());
        if (fromOutside) {
            for (String id : lines("docker", "ps", "-q", "--filter", LABEL, "--filter", "volume=" + machine.folder())) {
                processes.run(Command.of("docker", "kill", id)); // it may be gone
            }
        }
        starter.interrupt();
        starter.join(LIMIT.toMillis());
        assertThat(starter.isAlive()).isFalse();
        return null;
    }

    private void boot(Machine machine) {
        try (Guest guest = Guest.start(machine, lab.launcher())) {
            guest.waitForEnd();
        } catch (IOException | InterruptedException killed) {
            Thread.currentThread().interrupt();
        }
    }

    private Machine machine(Path place) throws Exception {
        Trial trial = lab.trial(lab.candidate("hw-params"), "prompt");
        TrialFolder files = new TrialFolder(place);
        Files.copy(lab.rootfs().archive(), files.initrd());
        return TrialMachine.of(
                trial,
                lab.workshop().emulator(),
                lab.kernel(trial.candidate()),
                RunProfile.FREE_RUNNING,
                Duration.ofDays(1),
                files);
    }

    private List<String> emulators() throws Exception {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> String.join(" ", arguments)
                                .contains(folder.getFileName().toString()))
                        .orElse(false))
                .map(process -> process.info().commandLine().orElse("?"))
                .toList();
    }

    private List<String> networksAndVolumes() throws Exception {
        List<String> all = new ArrayList<>(lines("docker", "network", "ls", "-q"));
        all.addAll(lines("docker", "volume", "ls", "-q"));
        return all;
    }

    private List<String> lines(String... argv) throws Exception {
        return processes.run(Command.of(List.of(argv))).orThrow().output();
    }
}
