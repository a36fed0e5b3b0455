// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.judge.Judge;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.patch.Patch;
import org.vc4lab.shrink.FailureSignature;
import org.vc4lab.shrink.FragmentSetting;
import org.vc4lab.shrink.LabShrinker.LabShrink;
import org.vc4lab.shrink.TrialParts;
import org.vc4lab.shrink.TrialShrinker.ShrinkEnd;
import org.vc4lab.shrink.TrialShrinker.ShrunkTrial;

class ShrinkTextTest {
    private static final Patch FIRST = Patch.of("1", "squeak: Wait", "");
    private static final Patch SECOND = Patch.of("2", "squeak: Wait less", "");

    private static final FragmentSetting LOCKS = new FragmentSetting("checks.config", "CONFIG_LOCK_STAT=y");
    private static final FragmentSetting LISTS = new FragmentSetting("checks.config", "CONFIG_DEBUG_LIST=y");

    private static String print(ShrinkEnd end) {
        Case squeak = TestCase.get();
        Trial trial = squeak.trials(squeak.candidates().get(1)).get(0);
        Evidence evidence = new EvidenceBuilder().with(EvidenceBuilder.W1).build(trial);
        TrialResult result = new TrialResult(trial, evidence, Judge.judge(trial, evidence), Path.of("folder"));
        TrialParts whole = new TrialParts(trial.scenario(), List.of(), List.of(FIRST, SECOND), List.of(LOCKS, LISTS));
        TrialParts left = new TrialParts(squeak.scenarios().get(0), List.of(), List.of(SECOND), List.of(LISTS));
        StringWriter text = new StringWriter();
        ShrinkText.print(
                new LabShrink(whole, result, FailureSignature.of(result), new ShrunkTrial(left, 9, end)),
                Path.of("runs/1/shrunk"),
                new PrintWriter(text, true));
        return text.toString();
    }

    @Test
    void printsTheReportAndWhatIsLeft() {
        assertThat(print(ShrinkEnd.MINIMAL))
                .isEqualToNormalizingNewlines(
                        """
                fix, twice, prompt: W1

                1 of 2 lines
                    aplay tone.wav

                1 of 2 patches
                    squeak: Wait less

                1 of 2 lines of kernel fragments
                    CONFIG_DEBUG_LIST=y

                Nothing of it can be left out alone; 9 trials
                Folder: runs/1/shrunk
                """);
    }

    @Test
    void printsThatALimitWasReached() {
        assertThat(print(ShrinkEnd.LIMIT_REACHED))
                .contains(
                        "The limit was reached after 9 trials; with a higher --tests or --for the same command goes on");
    }

    @Test
    void printsThatTheLabFailed() {
        assertThat(print(ShrinkEnd.LAB_FAILED))
                .contains("of 9 trials, the lab failed in some; the same command tries those again")
                .doesNotContain("Nothing of it");
    }
}
