// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.nio.file.Path;
import java.util.List;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** A trial's result that has a verdict, without a trial that ran. */
final class JudgedTrial {
    private JudgedTrial() {}

    static TrialResult of(Verdict verdict) {
        Trial trial = TestCase.trial("base", "prompt");
        return new TrialResult(
                trial,
                new EvidenceBuilder().build(trial),
                Judgement.of(List.of(new Finding(verdict, "any"))),
                Path.of("folder"));
    }
}
