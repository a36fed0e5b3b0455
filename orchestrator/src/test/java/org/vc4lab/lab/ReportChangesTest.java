// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.CheckResult.ReportChanges;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.judge.Judge;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialSelection;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;

class ReportChangesTest {
    private final Case squeak = TestCase.get();

    @SafeVarargs
    private CandidateResult result(UnaryOperator<EvidenceBuilder>... spoil) {
        Candidate candidate = squeak.candidate(Path.of("my.patch"));
        List<TrialResult> trials = new ArrayList<>();
        for (Trial trial : squeak.trials(candidate, TrialSelection.OWN_SCENARIO)) {
            Evidence evidence =
                    spoil[trials.size()].apply(new EvidenceBuilder()).build(trial);
            trials.add(new TrialResult(trial, evidence, Judge.judge(trial, evidence), Path.of("folder")));
        }
        return CandidateResult.of(squeak, candidate, trials);
    }

    private static UnaryOperator<EvidenceBuilder> with(TrialReport... reports) {
        return builder -> {
            List.of(reports).forEach(builder::with);
            return builder;
        };
    }

    @Test
    void reportsAreAddedKeptAndRemoved() {
        CandidateResult before = result(with(EvidenceBuilder.W1, EvidenceBuilder.LOCK_STATE), with(EvidenceBuilder.W1));
        CandidateResult after = result(with(EvidenceBuilder.LOCK_STATE), with(EvidenceBuilder.W2));

        ReportChanges changes = ReportChanges.between(before, after);

        assertThat(changes.removed()).containsExactly(EvidenceBuilder.W1);
        assertThat(changes.kept()).containsExactly(EvidenceBuilder.LOCK_STATE);
        assertThat(changes.added()).containsExactly(EvidenceBuilder.W2);
        assertThat(changes.unknown()).isEmpty();
    }

    @Test
    void aReportThatOneProfileShowsIsKept() {
        ReportChanges changes = ReportChanges.between(
                result(with(EvidenceBuilder.W1), with(EvidenceBuilder.W1)), result(with(), with(EvidenceBuilder.W1)));
        assertThat(changes.removed()).isEmpty();
        assertThat(changes.kept()).containsExactly(EvidenceBuilder.W1);
    }

    @Test
    void aKernelThatHangsRemovesNoReport() {
        ReportChanges changes = ReportChanges.between(
                result(with(EvidenceBuilder.W1), with(EvidenceBuilder.W1)),
                result(EvidenceBuilder::withHang, EvidenceBuilder::withHang));
        assertThat(changes.removed()).isEmpty();
        assertThat(changes.unknown()).containsExactly(EvidenceBuilder.W1);
    }

    @Test
    void aKernelThatWasNotBuiltChangesNothing() {
        assertThat(ReportChanges.isComparable(CandidateResult.withoutTrials(
                        squeak, squeak.candidate(Path.of("my.patch")), Verdict.BUILD_FAILED, "no")))
                .isFalse();
        assertThat(ReportChanges.isComparable(result(with(), with()))).isTrue();
    }
}
