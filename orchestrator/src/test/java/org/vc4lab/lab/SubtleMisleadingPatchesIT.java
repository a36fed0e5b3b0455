// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.Nightly;
import org.vc4lab.lab.model.Verdict;

/** Misleading patches whose verdicts other tests prove as well. Each hides the bug in its own way. */
@Nightly
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubtleMisleadingPatchesIT {
    private static final List<String> NAMES = List.of(
            "removes-might-sleep",
            "lockdep-off-for-a-task",
            "aplay-fails",
            "never-sends-infoframe",
            "late-infoframe",
            "silences-console",
            "warns-on-top");

    private final VerifiedCandidates misleadingPatches;

    SubtleMisleadingPatchesIT() throws Exception {
        this.misleadingPatches = VerifiedCandidates.ofMisleading(NAMES, getClass());
    }

    @ParameterizedTest
    @CsvSource({
        "aplay-fails,            BROKEN",
        "late-infoframe,         BROKEN",
        "lockdep-off-for-a-task, MASKED",
        "never-sends-infoframe,  BROKEN",
        "removes-might-sleep,    OTHER_REPORT",
        "silences-console,       MASKED",
        "warns-on-top,           OTHER_REPORT"
    })
    void eachPatchGetsTheVerdictThatNamesItsFault(String patch, Verdict verdict) {
        assertThat(misleadingPatches.result(patch).verdict())
                .as(() -> misleadingPatches.findings(patch))
                .isEqualTo(verdict);
    }

    /** Follow-on reports of the bug are allowed with slow packets, a warning of the driver's own is not. */
    @Test
    void aWarningOnTopOfTheBugIsAnotherReport() {
        assertThat(misleadingPatches.result("warns-on-top").trials()).hasSize(2).allSatisfy(trial -> {
            assertThat(trial.evidence().reportNames()).containsExactly("W1");
            assertThat(trial.judgement().findings())
                    .anyMatch(finding -> finding.verdict() == Verdict.OTHER_REPORT
                            && finding.reason().contains("WARNING in vc4_hdmi_audio_trigger"));
        });
    }

    /** Without might_sleep() the scheduler still reports the call, once the driver really sleeps. */
    @Test
    void sleepingWithoutTheCheckIsReportedWithSlowPackets() {
        assertThat(misleadingPatches.result("removes-might-sleep").trials())
                .filteredOn(trial -> trial.trial().profile().name().equals("slow-packet"))
                .singleElement()
                .satisfies(trial -> assertThat(trial.evidence().relevantReports())
                        .anyMatch(report -> report.title().contains("scheduling while atomic")));
    }
}
