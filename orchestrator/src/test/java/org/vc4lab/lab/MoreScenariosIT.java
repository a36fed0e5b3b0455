// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.Nightly;
import org.vc4lab.lab.model.Trial.TrialSelection;
import org.vc4lab.lab.model.Verdict;

/** What real machines do to a driver while it plays: the scenarios that the good candidates were improved for. */
@Nightly
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MoreScenariosIT {
    private static final List<String> NAMES = List.of("deferred-infoframe", "nonatomic-threaded", "hw-params");

    private final TestLab lab;
    private final VerifiedCandidates candidates;

    MoreScenariosIT() throws Exception {
        this.lab = TestLab.open();
        this.candidates = VerifiedCandidates.of(
                lab,
                NAMES.stream().map(lab::candidate).toList(),
                new TrialSelection(List.of("unplug-storm", "rebind"), List.of()),
                TestLab.trialFolder(getClass()));
    }

    @AfterAll
    void close() {
        lab.close();
    }

    /** Written down here again, because case.yaml is under test too. */
    @ParameterizedTest
    @CsvSource({
        "deferred-infoframe, unplug-storm, CLEAN",
        "deferred-infoframe, rebind,       CLEAN",
        "nonatomic-threaded, unplug-storm, CLEAN",
        "nonatomic-threaded, rebind,       CLEAN",
        "hw-params,          unplug-storm, BROKEN",
        "hw-params,          rebind,       BROKEN"
    })
    void eachCandidateGetsItsVerdict(String candidate, String scenario, Verdict verdict) {
        assertThat(candidates.trials(candidate, scenario)).hasSize(2).allSatisfy(trial -> {
            assertThat(trial.judgement().verdict())
                    .as(() -> candidates.findings(candidate))
                    .isEqualTo(verdict);
            assertThat(trial.asExpected()).isTrue();
        });
    }
}
