// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.Nightly;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;

/** Misleading patches whose driver prints what only the lab's own programs in the guest may say. */
@Nightly
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForgedLinesIT {
    private static final List<String> NAMES = List.of("forged-canary", "forged-end", "forged-measures");

    private final VerifiedCandidates misleadingPatches;

    ForgedLinesIT() throws Exception {
        this.misleadingPatches = VerifiedCandidates.ofMisleading(NAMES, getClass());
    }

    @ParameterizedTest
    @CsvSource({
        "forged-canary,   measure debug_locks=1",
        "forged-end,      end scenario=play status=0",
        "forged-measures, measure irqsoff_max_us=100"
    })
    void whatTheKernelPrintsInTheLabsNameIsAFinding(String patch, String line) {
        assertThat(misleadingPatches.result(patch).trials()).hasSize(2).allSatisfy(trial -> {
            assertThat(trial.judgement().verdict()).isEqualTo(Verdict.MASKED);
            assertThat(trial.judgement().findings())
                    .contains(new Finding(Verdict.MASKED, "the kernel prints the lab's own lines: vc4lab: " + line));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "forged-canary,   OTHER_REPORT, canary_lock_order",
        "forged-end,      BROKEN,       a driver logged an error",
        "forged-measures, LATENCY,      interrupts were off"
    })
    void whatThePatchHidesIsFound(String patch, Verdict verdict, String reason) {
        assertThat(misleadingPatches.result(patch).trials())
                .flatMap(trial -> trial.judgement().findings())
                .anyMatch(finding ->
                        finding.verdict() == verdict && finding.reason().contains(reason));
    }
}
