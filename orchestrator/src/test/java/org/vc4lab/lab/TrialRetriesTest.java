// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vc4lab.lab.model.Verdict;

class TrialRetriesTest {
    private static Verdict verdictAfter(Verdict... verdicts) throws Exception {
        Deque<Verdict> tries = new ArrayDeque<>(List.of(verdicts));
        Verdict verdict = TrialRetries.runUntilJudged(() -> JudgedTrial.of(tries.remove()))
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
}
