// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

class TrialRetriesTest {
    private static TrialResult result(Verdict verdict) {
        Trial trial = TestCase.trial("base", "prompt");
        return new TrialResult(
                trial,
                new EvidenceBuilder().build(trial),
                Judgement.of(List.of(new Finding(verdict, "any"))),
                Path.of("folder"));
    }

    private static Verdict verdictAfter(Verdict... verdicts) throws Exception {
        Deque<Verdict> tries = new ArrayDeque<>(List.of(verdicts));
        Verdict verdict = TrialRetries.runUntilJudged(() -> result(tries.remove()))
                .judgement()
                .verdict();
        assertThat(tries).as("tries that were not needed").isEmpty();
        return verdict;
    }

    @Test
    void anInfrastructureErrorIsTriedThreeTimes() throws Exception {
        assertThat(verdictAfter(Verdict.HUNG)).isEqualTo(Verdict.HUNG);
        assertThat(verdictAfter(Verdict.INFRA, Verdict.INFRA, Verdict.HUNG)).isEqualTo(Verdict.HUNG);
        assertThat(verdictAfter(Verdict.INFRA, Verdict.INFRA, Verdict.INFRA)).isEqualTo(Verdict.INFRA);
    }

    @Test
    void onlyAnInfrastructureErrorIsNoJudgement() {
        assertThatCode(() -> result(Verdict.HUNG).requireJudged(Path.of("place")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> result(Verdict.INFRA).requireJudged(Path.of("place")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the lab failed in place: ")
                .hasMessageContaining("any");
    }
}
