// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.Nightly;
import org.vc4lab.TestEngine;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.matrix.MatrixFixtures;

/**
 * The slice of the night, two kernels on two architectures, on two shards at once, as a whole, and killed in the
 * middle.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MatrixIT {
    private static final String SLICE = "ci/slice.yaml";

    @TempDir
    static Path folder;

    private Vc4labProcess start(String name, String... arguments) throws IOException {
        return startPlan(SLICE, name, arguments);
    }

    private Vc4labProcess startPlan(String plan, String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("vc4lab", "matrix", "--plan", plan));
        command.addAll(List.of("--out", folder.resolve(name).toString()));
        command.addAll(List.of(arguments));
        return Vc4labProcess.start(folder.resolve(name + ".log"), Map.of(), command.toArray(String[]::new));
    }

    private JsonNode results(String name) throws IOException {
        return new ObjectMapper()
                .readTree(folder.resolve(name).resolve("results.json").toFile());
    }

    /** Without what differs between equal runs. */
    private JsonNode comparable(String name) throws IOException {
        ObjectNode document = (ObjectNode) results(name);
        document.remove(List.of("begun", "notes"));
        document.path("results").forEach(trial -> ((ObjectNode) trial).remove("run"));
        return document;
    }

    private List<String> lines(String name) throws IOException {
        Path journal = folder.resolve(name).resolve("records.jsonl");
        return Files.exists(journal) ? Files.readAllLines(journal) : List.of();
    }

    @Test
    @Order(1)
    void twoShardsRunAtOnceOnOneStore() throws Exception {
        try (Vc4labProcess one = start("one", "--shard", "1/2", "--fresh", "--jobs", "1");
                Vc4labProcess two = start("two", "--shard", "2/2", "--fresh", "--jobs", "1")) {
            assertThat(one.waitForStatus()).as(one.output()).isZero();
            assertThat(two.waitForStatus()).as(two.output()).isZero();
        }
        assertThat(lines("one")).hasSize(2).allMatch(line -> line.contains("\"origin\":\"BOOTED\""));
        assertThat(lines("two")).hasSize(2).allMatch(line -> line.contains("\"origin\":\"BOOTED\""));
    }

    @Test
    @Order(2)
    void aSecondRunTakesEveryTrialFromTheStoreAndEqualsTheMergedShards() throws Exception {
        try (Vc4labProcess whole =
                start("whole", "--history", folder.resolve("history").toString())) {
            assertThat(whole.waitForStatus()).as(whole.output()).isZero();
            assertThat(whole.output()).contains("slice: 4 of 4 trials as expected");
        }
        assertThat(lines("whole")).hasSize(4).allMatch(line -> line.contains("\"origin\":\"STORED\""));
        try (Vc4labProcess merge = Vc4labProcess.run(
                folder.resolve("merge.log"),
                Map.of(),
                "vc4lab",
                "merge",
                folder.resolve("one").toString(),
                folder.resolve("two").toString(),
                "--out",
                folder.resolve("merged").toString())) {
            assertThat(merge.waitForStatus()).as(merge.output()).isZero();
        }
        assertThat(comparable("merged")).isEqualTo(comparable("whole"));
        try (Vc4labProcess printed = start("printed", "--format", "json")) {
            assertThat(printed.waitForStatus()).as(printed.output()).isZero();
            assertThat(printed.output()).contains(Files.readString(folder.resolve("printed/results.json")));
        }
        assertThat(comparable("whole").path("verdicts").toString()).isEqualTo("{\"CLEAN\":2,\"REPRODUCED\":2}");
    }

    @Test
    @Order(3)
    void aKilledRunThatResumesReportsTheSameAndRepeatsNoTrial() throws Exception {
        try (Vc4labProcess killed = start("killed", "--fresh", "--filter", "config=armv7l*", "--jobs", "1")) {
            await("a first trial")
                    .atMost(Duration.ofMinutes(10))
                    .pollInterval(Duration.ofMillis(50))
                    .failFast("ended: " + folder, () -> !killed.isAlive())
                    .until(() -> !lines("killed").isEmpty());
            killed.kill();
        }
        List<String> before = lines("killed");
        assertThat(before).hasSize(1);
        try (Vc4labProcess resumed = start("killed", "--resume", "--fresh", "--filter", "config=armv7l*")) {
            assertThat(resumed.waitForStatus()).as(resumed.output()).isZero();
            assertThat(resumed.output()).contains("1 trials were done before the interruption, 1 are left");
        }
        assertThat(lines("killed")).hasSize(2).startsWith(before.get(0)).doesNotHaveDuplicates();
        try (Vc4labProcess straight = start("straight", "--filter", "config=armv7l*")) {
            assertThat(straight.waitForStatus()).as(straight.output()).isZero();
        }
        assertThat(comparable("killed")).isEqualTo(comparable("straight"));
    }

    @Test
    @Order(4)
    void theSiteShowsTheReportAndTheWaveform() throws Exception {
        String page =
                Files.readString(folder.resolve("whole/site/trials/5.10.223_armv7l-lockdep_base_play_prompt.html"));
        assertThat(page).contains("vc4_hdmi_stop_packet").contains("Waveform of what left the HDMI FIFO");
        assertThat(page)
                .contains("Open in gdb: <code class=\"command\">./vc4lab gdb --case=vc4-hdmi-atomic-sleep"
                        + " --kernel=5.10.223 --config=armv7l-lockdep --candidate=base --scenario=play"
                        + " --profile=prompt</code>")
                .contains("<svg class=\"calls\"", "The last 200 calls", "CPU 0</text>", "CPU 3</text>")
                .containsPattern("CPU\\d holds the spinlock 0x\\w+ since snd_pcm_\\w+\\+0x\\w+ took it");
        assertThat(Files.readString(folder.resolve("merged/site/trials/5.10.223_armv7l-lockdep_base_play_prompt.html")))
                .as("shards bring their pictures")
                .contains("<svg class=\"calls\"", "The last 200 calls");
        assertThat(folder.resolve("whole/site/trials/5.10.223_armv7l-lockdep_base_play_prompt.png"))
                .isNotEmptyFile();
        assertThat(folder.resolve("history")).isNotEmptyFile();
    }

    /** The trial of the plan's own case has the name, and the inputs, that it has in the slice. */
    @Nightly
    @Test
    @Order(5)
    void aPlanMayHaveSeveralCases() throws Exception {
        Path plan = Files.writeString(
                folder.resolve("cases.yaml"),
                """
                plan: cases
                case: vc4-hdmi-atomic-sleep
                trials:
                """
                        + MatrixFixtures.pristineBlock("vc4-hdmi-atomic-sleep", "prompt")
                        + MatrixFixtures.pristineBlock("vc4-hvs-srcu-leak", "all"));
        try (Vc4labProcess cases = startPlan(plan.toString(), "cases")) {
            assertThat(cases.waitForStatus()).as(cases.output()).isZero();
            assertThat(cases.output()).contains("cases: 2 of 2 trials as expected");
        }
        JsonNode own = results("cases").at("/results/0");
        JsonNode other = results("cases").at("/results/1");
        assertThat(own.path("id").asText()).isEqualTo("6.1.176/armv7l-lockdep/pristine/play/prompt");
        assertThat(results("whole").path("results"))
                .anyMatch(trial -> trial.path("id").equals(own.path("id"))
                        && trial.path("inputs").equals(own.path("inputs")));
        assertThat(other.path("case").asText()).isEqualTo("vc4-hvs-srcu-leak");
        assertThat(other.path("verdict").asText()).isEqualTo("REPRODUCED");
        assertThat(folder.resolve(
                        "cases/site/trials/vc4-hvs-srcu-leak_6.1.176_armv7l-lockdep_pristine_mode-set_default.html"))
                .content()
                .contains("LEAK-WORK");
    }

    @Nightly
    @Test
    @Order(6)
    void aFullDiskIsReportedAndTheRunResumesOnceThereIsRoom() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("full"));
        mount("tmpfs", "-t", "tmpfs", "-o", "size=64k", disk.toString());
        try {
            try (Vc4labProcess full = start("full", "--filter", "config=armv7l*")) {
                assertThat(full.waitForStatus()).as(full.output()).isEqualTo(ExitCode.INFRASTRUCTURE);
                assertThat(full.output()).contains("No space left on device", disk.toString());
            }
            mount("-o", "remount,size=64m", disk.toString());
            try (Vc4labProcess resumed = start("full", "--resume", "--filter", "config=armv7l*")) {
                assertThat(resumed.waitForStatus()).as(resumed.output()).isZero();
            }
            assertThat(comparable("full")).isEqualTo(comparable("straight"));
        } finally {
            new ProcessRunner().run(Command.of("umount", disk.toString())).orThrow();
        }
    }

    /** Where this user may not, the test is skipped with a line that says so. */
    private static void mount(String... arguments) throws Exception {
        List<String> argv = new ArrayList<>(List.of("mount"));
        argv.addAll(List.of(arguments));
        CommandResult mounted = new ProcessRunner().run(Command.of(argv));
        if (!mounted.succeeded()) {
            System.out.println("SKIPPED, no disk to fill: " + mounted.describe());
            Assumptions.abort(mounted.describe());
        }
    }

    @Nightly
    @Test
    @Order(7)
    void aRunInContainersReportsTheSame() throws Exception {
        TestEngine.orSkip(new ProcessRunner());
        try (Vc4labProcess contained =
                start("contained", "--launcher", "container", "--fresh", "--filter", "config=armv7l*")) {
            assertThat(contained.waitForStatus()).as(contained.output()).isZero();
        }
        assertThat(lines("contained")).hasSize(2).allMatch(line -> line.contains("\"origin\":\"BOOTED\""));
        assertThat(comparable("contained")).isEqualTo(comparable("straight"));
    }
}
