// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.judge.Judge;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Trial;

class FailureSignatureTest {
    private static TrialResult result(EvidenceBuilder builder) {
        Case squeak = TestCase.get();
        Trial trial = squeak.trials(squeak.candidates().get(0)).get(0);
        Evidence evidence = builder.build(trial);
        return new TrialResult(trial, evidence, Judge.judge(trial, evidence), Path.of("folder"));
    }

    private static FailureSignature signature(EvidenceBuilder builder) {
        return FailureSignature.of(result(builder)).orElseThrow();
    }

    @Test
    void aCleanTrialHasNone() {
        assertThat(FailureSignature.of(result(new EvidenceBuilder()))).isEmpty();
    }

    @Test
    void theBugComesBeforeOtherReportsAndCountsWhateverElseHappens() {
        FailureSignature bug =
                signature(new EvidenceBuilder().with(EvidenceBuilder.LOCK_STATE).with(EvidenceBuilder.W1));

        assertThat(bug).hasToString("W1");
        assertThat(bug.isShownBy(
                        result(new EvidenceBuilder().with(EvidenceBuilder.W1).withStatus(OptionalInt.of(1)))))
                .isTrue();
        assertThat(bug.isShownBy(result(new EvidenceBuilder().with(EvidenceBuilder.LOCK_STATE))))
                .isFalse();
    }

    @Test
    void anotherReportIsItsOwnSignature() {
        FailureSignature other = signature(new EvidenceBuilder().with(EvidenceBuilder.LOCK_STATE));

        assertThat(other.isShownBy(result(new EvidenceBuilder().with(EvidenceBuilder.LOCK_STATE))))
                .isTrue();
        assertThat(other.isShownBy(result(new EvidenceBuilder().with(EvidenceBuilder.KASAN))))
                .isFalse();
    }

    @Test
    void withoutAReportTheFirstReasonCountsWhateverNumbersItHas() {
        FailureSignature underruns = signature(new EvidenceBuilder().withFifoErrors(3, 0));

        assertThat(underruns.isShownBy(result(new EvidenceBuilder().withFifoErrors(17, 0))))
                .isTrue();
        assertThat(underruns.isShownBy(result(new EvidenceBuilder().withFifoErrors(0, 3))))
                .isFalse();
        assertThat(underruns.isShownBy(result(new EvidenceBuilder()))).isFalse();
    }

    /** Without a driver a command may fail, without a line it is not found. */
    @Test
    void anotherExitStatusIsAnotherReason() {
        FailureSignature failed = signature(new EvidenceBuilder().withStatus(OptionalInt.of(1)));

        assertThat(failed.isShownBy(result(new EvidenceBuilder().withStatus(OptionalInt.of(1)))))
                .isTrue();
        assertThat(failed.isShownBy(result(new EvidenceBuilder().withStatus(OptionalInt.of(127)))))
                .isFalse();
    }
}
