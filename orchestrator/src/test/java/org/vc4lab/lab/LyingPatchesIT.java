// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.vc4lab.Nightly;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.lab.model.WitnessEvidence.AtomicSleep;

/**
 * Patches that leave the bug in and make the kernel say nothing of it, and good fixes of other kinds than the case's
 * own. {@link SubtleMisleadingPatchesIT} and {@link ForgedLinesIT} have more of the first.
 */
@Nightly
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LyingPatchesIT {
    private static final List<String> LIES = List.of(
            "drops-report-level",
            "lets-interrupts-on",
            "lowers-console-level",
            "raises-oops-in-progress",
            "sets-system-state",
            "suppresses-printk",
            "undefines-might-sleep",
            "zeroes-preempt-count");
    private static final List<String> FIXES = List.of("ordered-workqueue", "prepare", "threaded-interrupt");

    private final VerifiedCandidates candidates;

    LyingPatchesIT() throws Exception {
        this.candidates = VerifiedCandidates.ofMisleading(
                Stream.concat(LIES.stream(), FIXES.stream()).toList(), getClass());
    }

    @ParameterizedTest
    @FieldSource("LIES")
    void aLieIsNotClean(String patch) {
        assertThat(candidates.result(patch).verdict())
                .as(() -> candidates.findings(patch))
                .isNotIn(Verdict.CLEAN, Verdict.INFRA, Verdict.BUILD_FAILED);
    }

    /**
     * With a packet that is sent at once nothing really sleeps, and only the witness sees that the check was called.
     */
    @ParameterizedTest
    @CsvSource({
        "lowers-console-level,    REPRODUCED",
        "raises-oops-in-progress, MASKED",
        "sets-system-state,       MASKED",
        "suppresses-printk,       MASKED"
    })
    void theWitnessSeesWhatTheConsoleDoesNotShow(String patch, Verdict verdict) {
        assertThat(candidates.result(patch).trials())
                .filteredOn(trial -> trial.trial().profile().name().equals("prompt"))
                .singleElement()
                .satisfies(trial -> {
                    assertThat(trial.judgement().verdict())
                            .as(() -> candidates.findings(patch))
                            .isEqualTo(verdict);
                    assertThat(trial.evidence().witness().orElseThrow().sleepsOfKernel())
                            .extracting(AtomicSleep::name)
                            .contains(Optional.of("W1"));
                });
    }

    @ParameterizedTest
    @FieldSource("FIXES")
    void aGoodFixOfAnotherKindIsClean(String patch) {
        assertThat(candidates.result(patch).verdict())
                .as(() -> candidates.findings(patch))
                .isEqualTo(Verdict.CLEAN);
    }
}
