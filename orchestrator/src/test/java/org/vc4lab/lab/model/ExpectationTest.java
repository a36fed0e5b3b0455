// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.judge.Judge;
import org.vc4lab.lab.model.Candidate.Expectation;

final class ExpectationTest {
    private final Case squeak = TestCase.get();

    @Test
    void aCandidatesVerdictIsTheWorstOfItsTrials() throws Exception {
        CandidateResult result = result(squeak.candidate("fix"), ExpectationTest::unchanged, EvidenceBuilder::withHang);
        assertThat(result.verdict()).isEqualTo(Verdict.HUNG);
        assertThat(result.expected()).contains(Verdict.CLEAN);
        assertThat(result.asExpected()).contains(false);
    }

    @Test
    void everyTrialMustShowTheExpectedVerdict() throws Exception {
        CandidateResult result = result(
                squeak.candidate("base"), ExpectationTest::unchanged, builder -> builder.with(EvidenceBuilder.W1));
        assertThat(result.verdict()).isEqualTo(Verdict.REPRODUCED);
        assertThat(result.expected()).contains(Verdict.REPRODUCED);
        assertThat(result.asExpected()).contains(false);
    }

    @Test
    void theReportsMustBeExactlyTheExpectedOnes() throws Exception {
        Candidate other = squeak.candidate("other");
        assertThat(result(other, ExpectationTest::w2, ExpectationTest::w2).asExpected())
                .contains(true);
        assertThat(result(other, ExpectationTest::w2, builder -> w2(builder).with(EvidenceBuilder.W1))
                        .asExpected())
                .contains(false);
        assertThat(result(other, ExpectationTest::w2, builder -> builder.with(EvidenceBuilder.SCHEDULING))
                        .asExpected())
                .contains(false);
    }

    @Test
    void theOrderOfTheNamedReportsDoesNotMatter() {
        Judgement judgement = new Judgement(Verdict.REPRODUCED, List.of());
        Expectation both = new Expectation(Verdict.REPRODUCED, Optional.of(List.of("W2", "W1")));
        assertThat(both.isMetBy(judgement, List.of("W1", "W2"))).isTrue();
        assertThat(both.isMetBy(judgement, List.of("W1"))).isFalse();
    }

    @Test
    void aUsersCandidateHasNoExpectation() {
        CandidateResult result =
                result(squeak.candidate(Path.of("my.patch")), ExpectationTest::unchanged, ExpectationTest::unchanged);
        assertThat(result.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(result.expected()).isEmpty();
        assertThat(result.asExpected()).isEmpty();
        assertThat(result.trials()).allMatch(TrialResult::asExpected);
    }

    @Test
    void aKernelThatDoesNotBuildIsUnexpected() throws Exception {
        CandidateResult result = CandidateResult.withoutTrials(
                squeak, squeak.candidate("fix"), Verdict.PATCH_FAILED, "hunk 1 does not apply");
        assertThat(result.verdict()).isEqualTo(Verdict.PATCH_FAILED);
        assertThat(result.asExpected()).contains(false);
    }

    private static EvidenceBuilder unchanged(EvidenceBuilder builder) {
        return builder;
    }

    private static EvidenceBuilder w2(EvidenceBuilder builder) {
        return builder.with(EvidenceBuilder.W2);
    }

    @SafeVarargs
    private CandidateResult result(Candidate candidate, UnaryOperator<EvidenceBuilder>... spoil) {
        List<TrialResult> trials = new ArrayList<>();
        for (Trial trial : squeak.trials(candidate)) {
            Evidence evidence =
                    spoil[trials.size()].apply(new EvidenceBuilder()).build(trial);
            trials.add(new TrialResult(trial, evidence, Judge.judge(trial, evidence), Path.of("folder")));
        }
        return CandidateResult.of(squeak, candidate, trials);
    }
}
