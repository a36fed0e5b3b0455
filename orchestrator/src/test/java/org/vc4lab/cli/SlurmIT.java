// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Nightly;
import org.vc4lab.build.host.TestPackages;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** ci/slurm.sbatch on a real Slurm with two nodes on this host. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlurmIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(40);

    private final ProcessRunner processes = new ProcessRunner();
    private final List<Process> daemons = new ArrayList<>();

    @TempDir
    static Path folder;

    @BeforeAll
    void startSlurm() throws Exception {
        TestPackages.install(Vc4labProcess.HOME, processes);
        Path key = folder.resolve("munge.key");
        Files.write(key, new byte[1024]);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Path socket = folder.resolve("munge.socket");
        startDaemon(
                "munged",
                "--foreground",
                "--force",
                "--key-file=" + key,
                "--socket=" + socket,
                "--pid-file=" + folder.resolve("munge.pid"),
                "--log-file=" + folder.resolve("munge.log"),
                "--seed-file=" + folder.resolve("munge.seed"));
        await("munge's socket").atMost(TIMEOUT).until(() -> Files.exists(socket));
        Files.writeString(folder.resolve("slurm.conf"), configuration(socket));
        startDaemon("slurmctld", "-D", "-f", configurationFile());
        startDaemon("slurmd", "-D", "-N", "one", "-f", configurationFile());
        startDaemon("slurmd", "-D", "-N", "two", "-f", configurationFile());
        await("two nodes that wait for work").atMost(TIMEOUT).until(() -> runSlurmCommand(
                        "sinfo", "-h", "-N", "-o", "%t")
                .output()
                .equals(List.of("idle", "idle")));
    }

    private String configurationFile() {
        return folder.resolve("slurm.conf").toString();
    }

    private String configuration(Path socket) throws IOException {
        String host = InetAddress.getLocalHost().getHostName();
        return String.join(
                "\n",
                "ClusterName=vc4lab",
                "SlurmctldHost=" + host + "(127.0.0.1)",
                "SlurmctldPort=" + freePort(),
                "SlurmUser=root",
                "SlurmdUser=root",
                "AuthType=auth/munge",
                "AuthInfo=socket=" + socket,
                "StateSaveLocation=" + Files.createDirectories(folder.resolve("state")),
                "SlurmdSpoolDir=" + folder.resolve("spool-%n"),
                "SlurmctldPidFile=" + folder.resolve("slurmctld.pid"),
                "SlurmdPidFile=" + folder.resolve("slurmd-%n.pid"),
                "SlurmctldLogFile=" + folder.resolve("slurmctld.log"),
                "SlurmdLogFile=" + folder.resolve("slurmd-%n.log"),
                "ProctrackType=proctrack/linuxproc",
                "TaskPlugin=task/none",
                "MpiDefault=none",
                "ReturnToService=2",
                "SchedulerParameters=batch_sched_delay=0,sched_interval=1",
                "SelectType=select/linear",
                "NodeName=one NodeHostname=" + host + " NodeAddr=127.0.0.1 Port=" + freePort(),
                "NodeName=two NodeHostname=" + host + " NodeAddr=127.0.0.1 Port=" + freePort(),
                "PartitionName=all Nodes=one,two Default=YES State=UP",
                "");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void startDaemon(String... argv) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(
                        folder.resolve(argv[0] + daemons.size() + ".out").toFile());
        daemons.add(builder.start());
    }

    private CommandResult runSlurmCommand(String... argv) throws IOException, InterruptedException {
        return processes.run(Command.of(List.of(argv))
                .workingDirectory(Vc4labProcess.HOME)
                .timeout(TIMEOUT)
                .env("SLURM_CONF", configurationFile()));
    }

    @AfterAll
    void stopSlurm() throws Exception {
        for (int i = daemons.size() - 1; i >= 0; i--) {
            daemons.get(i).destroy();
            daemons.get(i).waitFor();
        }
    }

    @Test
    void anArrayOfFourShardsSharesThePlan() throws Exception {
        submit(folder.resolve("listed"), "--list");

        assertThat(shardLogs().lines()).hasSize(4).doesNotHaveDuplicates().allMatch(line -> line.contains("/play/"));
    }

    @Nightly
    @Test
    void anArrayOfFourShardsReportsWhatASingleRunDoes() throws Exception {
        Path night = folder.resolve("night");
        submit(night);

        try (Vc4labProcess merge = Vc4labProcess.run(
                        folder.resolve("merge.log"),
                        Map.of(),
                        "ci/merge",
                        night.toString(),
                        folder.resolve("history").toString());
                Vc4labProcess single = Vc4labProcess.run(
                        folder.resolve("single.log"),
                        Map.of(),
                        "vc4lab",
                        "matrix",
                        "--plan",
                        "ci/slice.yaml",
                        "--out",
                        folder.resolve("single").toString())) {
            assertThat(merge.waitForStatus()).as(merge.output()).isZero();
            assertThat(single.waitForStatus()).as(single.output()).isZero();
        }
        assertThat(night).isDirectoryContaining("glob:**/shard-4");
        assertThat(comparable(night.resolve("merged"))).isEqualTo(comparable(folder.resolve("single")));
    }

    /** Without what differs between equal runs. */
    private static JsonNode comparable(Path run) throws IOException {
        ObjectNode document = (ObjectNode)
                new ObjectMapper().readTree(run.resolve("results.json").toFile());
        document.remove("begun");
        document.path("results").forEach(trial -> ((ObjectNode) trial).remove("run"));
        return document;
    }

    private void submit(Path night, String... more) throws Exception {
        List<String> argv = new ArrayList<>(List.of(
                "sbatch",
                "--wait",
                "--output=" + folder.resolve("shard-%a.log"),
                "ci/slurm.sbatch",
                night.toString(),
                "--plan",
                "ci/slice.yaml"));
        argv.addAll(List.of(more));
        CommandResult submitted = runSlurmCommand(argv.toArray(String[]::new));
        assertThat(submitted.status())
                .as(() -> submitted.describe() + shardLogs())
                .isZero();
    }

    private String shardLogs() {
        StringBuilder logText = new StringBuilder();
        for (int shard = 1; shard <= 4; shard++) {
            try {
                logText.append(Files.readString(folder.resolve("shard-" + shard + ".log")));
            } catch (IOException missing) {
                logText.append("no log of shard ").append(shard).append('\n');
            }
        }
        return logText.toString();
    }
}
