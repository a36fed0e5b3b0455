// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.kernel.RefusedSettingsException;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.shrink.FailureSignature.ReasonSignature;
import org.vc4lab.shrink.TrialShrinker.PartsOutcome;

class LabShrinkerTest {
    private static final Finding HUNG = new Finding(Verdict.HUNG, "no end within 30 s");

    private static TrialResult result(Verdict verdict, String reason) {
        Case squeak = TestCase.get();
        Trial trial = squeak.trials(squeak.candidates().get(0)).get(0);
        return new TrialResult(
                trial,
                new EvidenceBuilder().build(trial),
                Judgement.of(List.of(new Finding(verdict, reason))),
                Path.of("folder"));
    }

    /** Leaving out a line of a fragment leaves another without effect. */
    @Test
    void aSettingThatIsRefusedMakesNoKernel() throws Exception {
        assertThat(LabShrinker.kernelOf(() -> new KernelBuild.BuildFailed("a.c:1: error")))
                .isEmpty();
        assertThat(LabShrinker.kernelOf(() -> {
                    throw new RefusedSettingsException("cec.config:2: CONFIG_B=y did not take");
                }))
                .isEmpty();
        assertThatThrownBy(() -> LabShrinker.kernelOf(() -> {
                    throw new IOException("no space left");
                }))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aTrialWithoutAResultIsNeitherAFailureNorAPass() {
        FailureSignature signature = new ReasonSignature(HUNG);

        assertThat(LabShrinker.outcomeOf(Optional.of(result(HUNG.verdict(), HUNG.reason())), signature))
                .isEqualTo(PartsOutcome.FAILS);
        assertThat(LabShrinker.outcomeOf(Optional.of(result(Verdict.CLEAN, "")), signature))
                .isEqualTo(PartsOutcome.PASSES);
        assertThat(LabShrinker.outcomeOf(Optional.empty(), signature))
                .as("it does not build")
                .isEqualTo(PartsOutcome.PASSES);
        assertThat(LabShrinker.outcomeOf(Optional.of(result(Verdict.INFRA, "QEMU was stuck")), signature))
                .isEqualTo(PartsOutcome.UNKNOWN);
    }
}
