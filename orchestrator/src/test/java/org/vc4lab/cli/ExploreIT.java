// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.evidence.EvidenceFile;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Trial.TrialFolder;

/** Schedules of real kernels, all from one booted machine. */
class ExploreIT {
    private static final Path RUNS = CliContext.ofCurrentProcess()
            .home()
            .resolve("orchestrator/target/trials/ExploreIT-"
                    + ProcessHandle.current().pid());

    private static JsonNode explore(int exitCode, String... arguments) throws Exception {
        return run(exitCode, "explore", arguments);
    }

    private static JsonNode run(int exitCode, String command, String... arguments) throws Exception {
        List<String> argv = new ArrayList<>(List.of(command, "--format", "json", "--runs", RUNS.toString()));
        argv.addAll(List.of(arguments));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(
                CliContext.ofCurrentProcess(),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                argv.toArray(String[]::new));
        assertThat(status).as(() -> out + "\n" + err).isEqualTo(exitCode);
        return Json.mapper().readTree(out.toString());
    }

    /** The bug of the case needs no particular order. */
    @Test
    void theBugIsInTheFirstSchedule() throws Exception {
        JsonNode document = explore(ExitCode.GOOD, "--candidate", "base", "--policy", "random", "--schedules", "20");
        assertThat(document.path("schedules").asInt()).isOne();
        JsonNode finding = document.path("findings").path(0);
        assertThat(finding.path("reports").path(0).asText()).isEqualTo("W1");
        Path folder = Path.of(finding.path("folder").asText());
        Evidence evidence = EvidenceFile.read(folder).evidence();
        assertThat(evidence.setup().schedule().orElseThrow().seed()).isOne();
        assertThat(evidence.log().console().metric(GuestMetric.IRQS_OFF))
                .as("the gauge is off")
                .isEmpty();
        assertThat(evidence.log().console().metric(GuestMetric.LOCKDEP_OFF))
                .as("the other one is not")
                .hasValue(0);
        assertThat(explore(ExitCode.GOOD, "--candidate", "base", "--policy", "random", "--schedules", "20"))
                .as("the same from the store")
                .isEqualTo(document);
        JsonNode shrunk = document.path("shrunk").path("schedule");
        assertThat(shrunk.path("switches")).isEmpty();
        assertThat(shrunk.path("sentence").asText()).endsWith(" without any forced switch.");
    }

    @Test
    void aGoodCandidateIsCleanInAll() throws Exception {
        JsonNode document = explore(ExitCode.GOOD, "--candidate", "hw-params", "--schedules", "3");
        assertThat(document.path("policy").asText()).as("the default").isEqualTo("places");
        assertThat(document.path("schedules").asInt()).isEqualTo(3);
        assertThat(document.path("verdict").asText()).isEqualTo("CLEAN");
        assertThat(document.path("findings")).isEmpty();
        assertThat(document.path("orders").asInt()).as("the witness sees them").isBetween(1, 3);
        assertThat(Files.exists(RUNS) ? findEvidenceOf("hw-params") : List.of())
                .as("what clean trials leave is deleted")
                .isEmpty();
    }

    /** What counts is what the processor executes itself, and a busy wait is that. */
    @Test
    void aBusyWaitIsTooLongInAnySchedule() throws Exception {
        JsonNode document = explore(
                ExitCode.GOOD,
                "--candidate",
                "busy-wait",
                "--profile",
                "slow-packet",
                "--policy",
                "random",
                "--schedules",
                "1",
                "--no-shrink");
        assertThat(document.path("verdict").asText()).isEqualTo("LATENCY");
        JsonNode finding = document.path("findings").path(0).path("findings").path(0);
        assertThat(finding.path("reason").asText()).contains("of the processor's own turns");
    }

    /** Windows are only looked at if the fixed schedule shows nothing. */
    @Test
    void theBugOfTheFixedScheduleNeedsNoWindow() throws Exception {
        JsonNode document = explore(
                ExitCode.GOOD, "--candidate", "base", "--window", "50ms", "--policy", "starve", "--schedules", "20");
        assertThat(document.path("schedules").asInt()).isZero();
        assertThat(document.path("fixed").asText()).isEqualTo("REPRODUCED");
        JsonNode finding = document.path("findings").path(0);
        assertThat(finding.path("reports").path(0).asText()).isEqualTo("W1");
        Path folder = Path.of(finding.path("folder").asText());
        assertThat(finding.path("seed").asInt()).isZero();
        assertThat(EvidenceFile.read(folder).setup().schedule()).isEmpty();
    }

    @Test
    void aGoodCandidateIsCleanInWindowsAndTheBoundOfPctIsNamed() throws Exception {
        JsonNode document = explore(
                ExitCode.GOOD,
                "--candidate",
                "hw-params",
                "--window",
                "50ms",
                "--policy",
                "pct",
                "--change-points",
                "0",
                "--schedules",
                "8");
        assertThat(document.path("schedules").asInt()).isEqualTo(8);
        assertThat(document.path("verdict").asText()).isEqualTo("CLEAN");
        assertThat(document.path("windows"))
                .as("at the stream's start and stop, with the interrupts on each processor")
                .hasSize(8);
        assertThat(document.path("bound").path("depth").asInt()).isOne();
        assertThat(document.path("bound").path("probability").asDouble())
                .as("one schedule of each window, with a quarter")
                .isBetween(0.24, 0.26);
    }

    /** What the fixed schedule shows is known, so only the clean candidate is explored. */
    @Test
    void verifyTriesOtherSchedulesOfCleanTrials() throws Exception {
        JsonNode results = run(
                        ExitCode.GOOD, "verify", "--candidate", "base", "--candidate", "hw-params", "--schedules", "2")
                .path("results");
        assertThat(results.path(0).path("trials")).isNotEmpty().allSatisfy(trial -> assertThat(trial.has("explored"))
                .isFalse());
        assertThat(results.path(1).path("trials")).isNotEmpty().allSatisfy(trial -> {
            assertThat(trial.path("explored").path("schedules").asInt()).isEqualTo(2);
            assertThat(trial.path("explored").path("verdict").asText()).isEqualTo("CLEAN");
        });
    }

    private static List<Path> findEvidenceOf(String candidate) throws Exception {
        try (Stream<Path> paths = Files.walk(RUNS)) {
            return paths.filter(path -> path.endsWith(TrialFolder.EVIDENCE)
                            && path.toString().contains(candidate))
                    .toList();
        }
    }
}
