// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main job: every candidate of the case is built, booted twice, and judged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyIT {
    private static final long SAMPLES_OF_THE_TONE = 2L * 44100 * 2;

    private final TestLab lab;
    private Map<String, CandidateResult> results = Map.of();

    VerifyIT() throws Exception {
        this.lab = TestLab.open();
    }

    @BeforeAll
    void tryAllCandidates() throws Exception {
        results = lab.verify(lab.ofCase().candidates(), TestLab.trialFolder(getClass())).stream()
                .collect(Collectors.toMap(result -> result.candidate().name(), Function.identity()));
    }

    @AfterAll
    void close() {
        lab.close();
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
    void eachCandidateGetsItsVerdict(String candidate, Verdict prompt, Verdict slowPacket) {
        assertThat(trial(candidate, "prompt").judgement().verdict())
                .as(() -> explained(candidate, "prompt"))
                .isEqualTo(prompt);
        assertThat(trial(candidate, "slow-packet").judgement().verdict())
                .as(() -> explained(candidate, "slow-packet"))
                .isEqualTo(slowPacket);
        assertThat(result(candidate).asExpected()).contains(true);
    }

    @Test
    void thereIsNoCandidateThatThisTestDoesNotKnow() {
        assertThat(results).hasSize(8);
    }

    @ParameterizedTest
    @CsvSource({"base, W1", "dont-poll, W1", "dont-poll-inverted, W1", "nonatomic-only, W2"})
    void theReportIsTheOneOfTheSeed(String candidate, String name) {
        assertThat(trial(candidate, "prompt").evidence().namedReports()).containsExactly(name);
    }

    @ParameterizedTest
    @CsvSource({"deferred-infoframe", "nonatomic-threaded", "hw-params"})
    void theToneArrivesBitForBit(String candidate) throws Exception {
        for (TrialResult trial : result(candidate).trials()) {
            assertThat(trial.evidence().audio().orElseThrow().samplesPlayed()).isEqualTo(SAMPLES_OF_THE_TONE);
            byte[] tone = samples(lab.rootfs().tone());
            byte[] captured = samples(trial.folder().resolve("capture.wav"));
            assertThat(indexOf(captured, tone))
                    .as("the tone's bytes in the capture")
                    .isNotNegative();
        }
    }

    @Test
    void onlyTheEmulatorSeesThatPacketRamIsWrittenWhileItIsSent() {
        assertThat(violations("dont-poll-inverted")).anyMatch(text -> text.contains("packet-ram-write-while-sending"));
        assertThat(violations("dont-poll")).isEmpty();
    }

    @Test
    void theDeferredInfoframeIsLateAndWithinTwoFrames() {
        assertThat(lateNanos("deferred-infoframe")).isBetween(1L, 33_367_000L);
        assertThat(lateNanos("hw-params")).isZero();
        assertThat(lateNanos("nonatomic-threaded")).isZero();
    }

    @Test
    void everyTrialLeavesItsFiles() {
        results.values().stream().flatMap(result -> result.trials().stream()).forEach(trial -> assertThat(
                        trial.folder())
                .isDirectoryContaining("glob:**/console.log")
                .isDirectoryContaining("glob:**/evidence.json"));
    }

    private CandidateResult result(String candidate) {
        return Objects.requireNonNull(results.get(candidate), candidate);
    }

    private TrialResult trial(String candidate, String profile) {
        return result(candidate).trials().stream()
                .filter(trial -> trial.trial().profile().name().equals(profile))
                .findFirst()
                .orElseThrow();
    }

    private String explained(String candidate, String profile) {
        TrialResult trial = trial(candidate, profile);
        return trial.judgement().findings() + " in " + trial.folder();
    }

    private List<String> violations(String candidate) {
        return trial(candidate, "prompt").evidence().devices().orElseThrow().violations();
    }

    private long lateNanos(String candidate) {
        return trial(candidate, "slow-packet")
                .evidence()
                .devices()
                .orElseThrow()
                .infoframeLateNanos();
    }

    /** What stands behind the 44-byte header of a WAV of ours. */
    private static byte[] samples(Path wav) throws Exception {
        byte[] all = Files.readAllBytes(wav);
        return Arrays.copyOfRange(all, 44, all.length);
    }

    private static int indexOf(byte[] where, byte[] what) {
        for (int start = 0; start + what.length <= where.length; start += 4) {
            if (Arrays.equals(where, start, start + what.length, what, 0, what.length)) {
                return start;
            }
        }
        return -1;
    }
}
