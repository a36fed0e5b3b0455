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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.Machine;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;

/**
 * Machines in containers that are killed at random moments leave nothing; every other one is killed while it runs, the
 * rest perhaps before. The property {@code vc4lab.kills} is their number. Only containers that have a folder of this
 * test count: other tests of this JVM, and other users of the engine, have their own.
 */
class KilledContainersIT {
    private static final int KILLS = Integer.getInteger("vc4lab.kills", 10);
    private static final int PARALLEL = 5;
    private static final int LATEST_MILLIS = 1500;
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Set<String> NETWORKS_OF_THE_ENGINE = Set.of("none", "bridge", "host");

    private final ProcessRunner processes = new ProcessRunner();
    private final Random random = new Random(42);
    private final Set<String> inspected = ConcurrentHashMap.newKeySet();
    private final Set<String> networks = ConcurrentHashMap.newKeySet();
    private final Set<String> volumes = ConcurrentHashMap.newKeySet();

    @TempDir
    Path folder;

    private TestLab lab;

    @BeforeEach
    void openLab() throws Exception {
        lab = TestLab.openInContainers();
        lab.launcher();
    }

    @AfterEach
    void closeLab() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void killedMachinesLeaveNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(PARALLEL);
        List<Future<?>> victims = new ArrayList<>();
        List<Path> folders = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            Machine machine = machine(Files.createDirectory(folder.resolve("trial" + i)));
            folders.add(machine.folder());
            Duration life = Duration.ofMillis(random.nextInt(LATEST_MILLIS));
            boolean fromOutside = random.nextBoolean();
            boolean running = i % 2 == 0;
            victims.add(threads.submit(() -> startAndKill(machine, running, life, fromOutside)));
        }
        for (Future<?> victim : victims) {
            victim.get();
        }
        threads.shutdown();

        await("end of this test's containers").atMost(LIMIT).until(() -> containers(folders)
                .isEmpty());
        assertThat(inspected).as("containers that were seen").isNotEmpty();
        networks.removeAll(NETWORKS_OF_THE_ENGINE);
        assertThat(lines("docker", "network", "ls", "--format", "{{.Name}}")).noneMatch(networks::contains);
        assertThat(lines("docker", "volume", "ls", "-q")).noneMatch(volumes::contains);
        assertThat(emulators()).isEmpty();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .extracting(file -> file.getFileName().toString())
                    .containsOnly("console.log", "mai.wav", "transcript.log", "initrd");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("qmp")))
                    .isEmpty();
        }
    }

    /**
     * @param running whether its life counts from the start of its emulator, and not from its own
     * @param fromOutside whether the engine kills the container; otherwise only the thread that started it is
     *     interrupted
     */
    private Void startAndKill(Machine machine, boolean running, Duration life, boolean fromOutside) throws Exception {
        Thread starter = new Thread(() -> boot(machine));
        starter.start();
        if (running) {
            await("its emulator")
                    .atMost(LIMIT)
                    .until(() -> Files.exists(new TrialFolder(machine.folder()).capturedWords(0)));
        }
        Thread.sleep(life.toMillis());
        List<String> ids = containers(List.of(machine.folder()));
        for (String id : ids) {
            inspect(id);
        }
        if (fromOutside) {
            for (String id : ids) {
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
            guest.waitForExit();
        } catch (IOException | InterruptedException killed) {
            Thread.currentThread().interrupt();
        }
    }

    private Machine machine(Path trialFolder) throws Exception {
        Trial trial = lab.trial(lab.candidate("hw-params"), "prompt");
        TrialFolder files = new TrialFolder(trialFolder);
        BuildArtifacts artifacts = lab.artifacts(trial.candidate());
        Files.copy(artifacts.rootfs().archive(), files.initrd());
        return TrialMachineFactory.interactive(trial, artifacts, files);
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

    /** The containers, running or not, that have one of these folders. */
    private List<String> containers(List<Path> folders) throws Exception {
        List<String> argv = new ArrayList<>(List.of("docker", "ps", "-aq", "--no-trunc"));
        folders.forEach(mounted -> argv.addAll(List.of("--filter", "volume=" + mounted)));
        return lines(argv.toArray(String[]::new));
    }

    /** Remembers which networks and volumes a container has; it may be gone already. */
    private void inspect(String id) throws Exception {
        CommandResult commandResult = processes.run(Command.of(
                "docker",
                "inspect",
                "--format",
                "{{range $name, $network := .NetworkSettings.Networks}}network {{$name}}\n{{end}}"
                        + "{{range .Mounts}}{{if eq .Type \"volume\"}}volume {{.Name}}\n{{end}}{{end}}",
                id));
        if (commandResult.succeeded()) {
            inspected.add(id);
            commandResult.output().stream().map(line -> line.split(" ", 2)).forEach(words -> {
                if (words[0].equals("network")) {
                    networks.add(words[1]);
                } else if (words[0].equals("volume")) {
                    volumes.add(words[1]);
                }
            });
        }
    }

    private List<String> lines(String... argv) throws Exception {
        return processes.run(Command.of(List.of(argv))).orThrow().output();
    }
}
