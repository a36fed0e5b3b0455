// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patches that make the warning go away without mending anything: none of them may be called clean. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiarsIT {
    private static final Stream<String> NAMES = Stream.of(
            "removes-might-sleep",
            "lockdep-off",
            "lockdep-off-for-a-task",
            "aplay-fails",
            "never-sends-infoframe",
            "late-infoframe",
            "silences-console",
            "panics",
            "hangs",
            "warns-on-top",
            "does-not-apply",
            "does-not-compile");

    private final TestLab lab;
    private Map<String, CandidateResult> results = Map.of();

    LiarsIT() throws Exception {
        this.lab = TestLab.open();
    }

    @BeforeAll
    void tryAll() throws Exception {
        results = lab.verify(NAMES.map(lab::liar).toList(), TestLab.trialFolder(getClass())).stream()
                .collect(Collectors.toMap(result -> result.candidate().name(), Function.identity()));
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @ParameterizedTest
    @CsvSource({
        "aplay-fails,            BROKEN",
        "does-not-apply,         PATCH_FAILED",
        "does-not-compile,       BUILD_FAILED",
        "hangs,                  HUNG",
        "late-infoframe,         BROKEN",
        "lockdep-off,            MASKED",
        "lockdep-off-for-a-task, MASKED",
        "never-sends-infoframe,  BROKEN",
        "panics,                 PANIC",
        "removes-might-sleep,    OTHER_REPORT",
        "silences-console,       MASKED",
        "warns-on-top,           OTHER_REPORT"
    })
    void getsTheVerdictThatNamesItsLie(String liar, Verdict verdict) {
        assertThat(result(liar).verdict()).as(() -> explained(liar)).isEqualTo(verdict);
    }

    /** What follows from the bug where packets are slow is allowed, a warning of the driver's own is not. */
    @Test
    void aWarningOnTopOfTheBugIsAnotherReport() {
        assertThat(result("warns-on-top").trials()).hasSize(2).allSatisfy(trial -> {
            assertThat(trial.evidence().namedReports()).containsExactly("W1");
            assertThat(trial.judgement().findings())
                    .anyMatch(finding -> finding.verdict() == Verdict.OTHER_REPORT
                            && finding.reason().contains("WARNING in vc4_hdmi_audio_trigger"));
        });
    }

    /** Without the check the kernel still notices that it is asked to schedule, once something really sleeps. */
    @Test
    void sleepingWithoutTheCheckIsSeenWherePacketsAreSlow() {
        assertThat(result("removes-might-sleep").trials())
                .filteredOn(trial -> trial.trial().profile().name().equals("slow-packet"))
                .singleElement()
                .satisfies(trial -> assertThat(trial.evidence().found())
                        .anyMatch(report -> report.title().contains("scheduling while atomic")));
    }

    private CandidateResult result(String liar) {
        return Objects.requireNonNull(results.get(liar), liar);
    }

    private String explained(String liar) {
        return result(liar).trials().stream()
                .map(trial -> trial.judgement().findings() + " in " + trial.folder())
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
