// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.lab.model.Trial.TrialSelection;
import org.vc4lab.lab.model.Verdict;

/**
 * A scenario other than the first: the cable is pulled while streams start and stop. {@link MoreScenariosIT} has more
 * candidates and scenarios, {@code ci/scenarios} all of them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScenariosIT {
    private static final String SCENARIO = "unplug-storm";
    private static final List<String> NAMES = List.of("deferred-infoframe", "hw-params");

    private final TestLab lab;
    private final VerifiedCandidates candidates;

    ScenariosIT() throws Exception {
        this.lab = TestLab.open();
        this.candidates = VerifiedCandidates.of(
                lab,
                NAMES.stream().map(lab::candidate).toList(),
                new TrialSelection(List.of(SCENARIO), List.of()),
                TestLab.trialFolder(getClass()));
    }

    @AfterAll
    void close() {
        lab.close();
    }

    /** Written down here again, because case.yaml is under test too. */
    @ParameterizedTest
    @CsvSource({"deferred-infoframe, CLEAN", "hw-params, BROKEN"})
    void eachCandidateGetsItsVerdict(String candidate, Verdict verdict) {
        assertThat(candidates.trials(candidate, SCENARIO)).hasSize(2).allSatisfy(trial -> {
            assertThat(trial.judgement().verdict())
                    .as(() -> candidates.findings(candidate))
                    .isEqualTo(verdict);
            assertThat(trial.asExpected()).isTrue();
        });
    }

    @Test
    void theCableIsPulledAndPluggedInDuringEachTrial() {
        assertThat(candidates.trials("hw-params", SCENARIO)).hasSize(2).allSatisfy(trial -> assertThat(
                        trial.evidence().hardware().changes())
                .hasSize(2)
                .allMatch(change -> change.atNanos().isPresent()));
    }

    @Test
    void everyTrialLeavesAPicture() {
        assertThat(candidates.trials("deferred-infoframe", SCENARIO))
                .hasSize(2)
                .allSatisfy(trial -> assertThat(trial.screenshot()).isNotEmptyFile());
    }
}
