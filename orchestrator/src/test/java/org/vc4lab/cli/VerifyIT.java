// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.rootfs.GuestAdditions;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.container.Isolation;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** The main job, by the README's first command: every candidate of the case is built, booted twice, and judged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyIT {
    static final String COMMAND = "./vc4lab verify";

    private static final long SAMPLES_OF_THE_TONE = 2L * 44100 * 2;
    private static final String RUNS = "Console logs, evidence and audio: ";

    private List<String> printed = List.of();
    private Path runs = Path.of("");

    @BeforeAll
    void tryAllCandidates(@TempDir Path folder) throws Exception {
        CommandResult commandResult = readme().run(folder.resolve("stdout"));

        printed = Files.readAllLines(folder.resolve("stdout"));
        assertThat(commandResult.status())
                .as(() -> commandResult.describe() + printed)
                .isEqualTo(ExitCode.GOOD);
        runs = printed.stream()
                .filter(line -> line.startsWith(RUNS))
                .map(line -> Path.of(line.substring(RUNS.length())))
                .findFirst()
                .orElseThrow();
    }

    private static ReadmeBlock readme() throws IOException {
        return ReadmeBlock.readAll().stream()
                .filter(block -> block.command().equals(COMMAND))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void printsWhatTheReadmeShows() throws Exception {
        assertThat(ReadmeBlock.normalize(printed.stream())).isEqualTo(readme().output());
    }

    /** The verdicts as the bug's history tells them; written down here again, because case.yaml is under test too. */
    @ParameterizedTest
    @CsvSource({
        "base,               REPRODUCED,   REPRODUCED",
        "nonatomic-only,     OTHER_REPORT, OTHER_REPORT",
        "deferred-infoframe, CLEAN,        CLEAN",
        "nonatomic-threaded, CLEAN,        CLEAN",
        "busy-wait,          CLEAN,        LATENCY",
        "dont-poll,          REPRODUCED,   REPRODUCED",
        "dont-poll-inverted, BROKEN,       BROKEN",
        "hw-params,          CLEAN,        CLEAN"
    })
    void eachCandidateGetsItsVerdict(String candidate, String prompt, String slowPacket) throws Exception {
        assertThat(evidence(candidate, "prompt").path("verdict").asText()).isEqualTo(prompt);
        assertThat(evidence(candidate, "slow-packet").path("verdict").asText()).isEqualTo(slowPacket);
    }

    @Test
    void thisTestHasEveryCandidate() throws Exception {
        try (Stream<Path> candidates = Files.list(runs)) {
            assertThat(candidates).hasSize(8);
        }
    }

    @ParameterizedTest
    @CsvSource({"base, W1", "dont-poll, W1", "dont-poll-inverted, W1", "nonatomic-only, W2"})
    void theReportIsTheOneOfTheSeed(String candidate, String name) throws Exception {
        assertThat(evidence(candidate, "prompt").path("reports").findValuesAsText("name").stream()
                        .filter(reportName -> !reportName.equals("null"))
                        .distinct())
                .containsExactly(name);
    }

    @ParameterizedTest
    @CsvSource({"deferred-infoframe", "nonatomic-threaded", "hw-params"})
    void theToneArrivesBitForBit(String candidate) throws Exception {
        byte[] tone = tone();
        for (String profile : List.of("prompt", "slow-packet")) {
            byte[] captured = samples(trial(candidate, profile).resolve("capture.wav"));
            assertThat(evidence(candidate, profile)
                            .path("audio")
                            .path("samplesPlayed")
                            .asLong())
                    .isEqualTo(SAMPLES_OF_THE_TONE);
            assertThat(indexOf(captured, tone))
                    .as("the tone's bytes in the capture")
                    .isNotNegative();
        }
    }

    @Test
    void theEmulatorReportsWritesToPacketRamThatIsBeingSent() throws Exception {
        assertThat(devices("dont-poll-inverted", "prompt").path("violations").toString())
                .contains("packet-ram-write-while-sending");
        assertThat(devices("dont-poll", "prompt").path("violations")).isEmpty();
    }

    @Test
    void theDeferredInfoframeIsLateAndWithinTwoFrames() throws Exception {
        assertThat(lateNanos("deferred-infoframe")).isBetween(1L, 33_367_000L);
        assertThat(lateNanos("hw-params")).isZero();
        assertThat(lateNanos("nonatomic-threaded")).isZero();
    }

    private Path trial(String candidate, String profile) {
        return runs.resolve(candidate).resolve(profile);
    }

    private JsonNode evidence(String candidate, String profile) throws IOException {
        Path folder = trial(candidate, profile);
        assertThat(folder).isDirectoryContaining("glob:**/console.log");
        return new ObjectMapper().readTree(folder.resolve("evidence.json").toFile());
    }

    private JsonNode devices(String candidate, String profile) throws IOException {
        JsonNode devices = evidence(candidate, profile).path("devices");
        assertThat(devices.path("violations").isArray()).isTrue();
        return devices;
    }

    private long lateNanos(String candidate) throws IOException {
        return devices(candidate, "slow-packet").required("infoframeLateNanos").asLong();
    }

    private static byte[] tone() throws Exception {
        ProcessRunner runner = new ProcessRunner();
        try (BuildService buildService =
                BuildService.open(ReadmeBlock.HOME, System.getenv(), runner, Progress.silent(), Isolation.NONE)) {
            return samples(buildService
                    .buildRootfs("armv7l-lockdep", new GuestAdditions(Map.of(), List.of(), List.of()))
                    .tone());
        }
    }

    /** What stands behind the 44-byte header of a WAV of ours. */
    private static byte[] samples(Path wav) throws IOException {
        byte[] bytes = Files.readAllBytes(wav);
        return Arrays.copyOfRange(bytes, 44, bytes.length);
    }

    private static int indexOf(byte[] bytes, byte[] pattern) {
        for (int start = 0; start + pattern.length <= bytes.length; start += 4) {
            if (Arrays.equals(bytes, start, start + pattern.length, pattern, 0, pattern.length)) {
                return start;
            }
        }
        return -1;
    }
}
