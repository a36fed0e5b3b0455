// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

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

/**
 * What real machines do to a driver while it plays: the scenarios that the good candidates were improved for. All of
 * them: {@code ci/scenarios}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScenariosIT {
    private static final List<String> NAMES = List.of("deferred-infoframe", "nonatomic-threaded", "hw-params");
    private static final Plan PLAN = new Plan(List.of("unplug-storm", "rebind"), List.of());

    private final TestLab lab;
    private Map<String, CandidateResult> results = Map.of();

    ScenariosIT() throws Exception {
        this.lab = TestLab.open();
    }

    @BeforeAll
    void tryThem() throws Exception {
        results =
                lab.verify(NAMES.stream().map(lab::candidate).toList(), PLAN, TestLab.trialFolder(getClass())).stream()
                        .collect(Collectors.toMap(result -> result.candidate().name(), Function.identity()));
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
        assertThat(trials(candidate, scenario)).hasSize(2).allSatisfy(trial -> {
            assertThat(trial.judgement().verdict())
                    .as(() -> trial.judgement().findings() + " in " + trial.folder())
                    .isEqualTo(verdict);
            assertThat(trial.asExpected()).isTrue();
        });
    }

    @Test
    void thePlugIsPulledAtTheSamePointOfEachTrial() {
        assertThat(trials("hw-params", "unplug-storm"))
                .allSatisfy(trial -> assertThat(trial.evidence().changes())
                        .hasSize(2)
                        .allMatch(change -> change.atNanos().isPresent()));
    }

    @Test
    void everyTrialLeavesAPicture() {
        assertThat(trials("deferred-infoframe", "unplug-storm"))
                .allSatisfy(trial -> assertThat(trial.picture()).isNotEmptyFile());
    }

    private List<TrialResult> trials(String candidate, String scenario) {
        return Objects.requireNonNull(results.get(candidate), candidate).trials().stream()
                .filter(trial -> trial.trial().scenario().name().equals(scenario))
                .toList();
    }
}
