// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ReportChangesTest {
    private final Case squeak = TestCase.get();

    @SafeVarargs
    private CandidateResult result(UnaryOperator<EvidenceMaker>... spoil) {
        Candidate candidate = squeak.candidate(Path.of("my.patch"));
        List<TrialResult> trials = new ArrayList<>();
        for (Trial trial : squeak.trials(candidate, Plan.OWN)) {
            Evidence evidence = spoil[trials.size()].apply(new EvidenceMaker()).make(trial);
            trials.add(new TrialResult(trial, evidence, Judge.judge(trial, evidence), Path.of("folder")));
        }
        return CandidateResult.of(squeak, candidate, trials);
    }

    private static UnaryOperator<EvidenceMaker> with(SeenReport... reports) {
        return maker -> {
            List.of(reports).forEach(maker::with);
            return maker;
        };
    }

    @Test
    void reportsAreAddedKeptAndRemoved() {
        CandidateResult before = result(with(EvidenceMaker.W1, EvidenceMaker.LOCK_STATE), with(EvidenceMaker.W1));
        CandidateResult after = result(with(EvidenceMaker.LOCK_STATE), with(EvidenceMaker.W2));

        ReportChanges changes = ReportChanges.between(before, after);

        assertThat(changes.removed()).containsExactly(EvidenceMaker.W1);
        assertThat(changes.kept()).containsExactly(EvidenceMaker.LOCK_STATE);
        assertThat(changes.added()).containsExactly(EvidenceMaker.W2);
        assertThat(changes.unknown()).isEmpty();
    }

    @Test
    void aReportThatOneProfileShowsIsKept() {
        ReportChanges changes = ReportChanges.between(
                result(with(EvidenceMaker.W1), with(EvidenceMaker.W1)), result(with(), with(EvidenceMaker.W1)));
        assertThat(changes.removed()).isEmpty();
        assertThat(changes.kept()).containsExactly(EvidenceMaker.W1);
    }

    @Test
    void aKernelThatHangsRemovesNoReport() {
        ReportChanges changes = ReportChanges.between(
                result(with(EvidenceMaker.W1), with(EvidenceMaker.W1)),
                result(EvidenceMaker::hung, EvidenceMaker::hung));
        assertThat(changes.removed()).isEmpty();
        assertThat(changes.unknown()).containsExactly(EvidenceMaker.W1);
    }

    @Test
    void aKernelThatWasNotBuiltChangesNothing() {
        assertThat(ReportChanges.tells(CandidateResult.withoutTrials(
                        squeak, squeak.candidate(Path.of("my.patch")), Verdict.BUILD_FAILED, "no")))
                .isFalse();
        assertThat(ReportChanges.tells(result(with(), with()))).isTrue();
    }
}
