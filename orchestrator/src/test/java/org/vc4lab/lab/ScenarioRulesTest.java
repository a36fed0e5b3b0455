// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vc4lab.kernellog.Kind;

/** What a scenario adds to the judge's rules: several outputs, changes of the machine, complaints, short streams. */
final class ScenarioRulesTest {
    private static final Trial PROMPT = TestCase.trial("base", "prompt");
    private static final Trial SLOW = TestCase.trial("base", "slow");
    private static final Trial BOTH = onBothOutputs(PROMPT);

    private static Trial onBothOutputs(Trial trial) {
        Scenario one = trial.scenario();
        Scenario both = new Scenario(
                one.name(),
                one.run(),
                List.of(0, 1),
                one.playback(),
                one.changes(),
                one.faults(),
                one.tolerates(),
                one.guestLimit());
        return new Trial(trial.ofCase(), trial.candidate(), both, trial.profile(), List.of());
    }

    @Test
    void aDriverErrorOutsideTheScenarioIsNoFinding() {
        assertThat(judge(PROMPT, maker -> maker.complaining(Phase.BOOT, "Failed: -517"))
                        .verdict())
                .isEqualTo(Verdict.CLEAN);
    }

    /** So short that nobody could miss it; but the newest one's infoframe is looked at. */
    @Test
    void aShortStreamMayEndBeforeItsInfoframe() {
        UnaryOperator<EvidenceMaker> shortOne =
                maker -> maker.infoframeLate(Duration.ofNanos(-1)).infoframeWithout(Duration.ofMillis(20));
        assertThat(judge(PROMPT, shortOne).verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(judge(PROMPT, maker -> shortOne.apply(maker).infoframeWithout(Duration.ofMillis(34)))
                        .verdict())
                .isEqualTo(Verdict.BROKEN);
        assertThat(judge(PROMPT, maker -> maker.infoframe("", Duration.ofNanos(-1))
                                .infoframeWithout(Duration.ofMillis(20)))
                        .verdict())
                .isEqualTo(Verdict.BROKEN);
    }

    @Test
    void aChangeThatWasTriggeredIsNoFinding() {
        SeenChange made = new SeenChange("unplug", OptionalLong.of(3_000_000_000L), Optional.empty());
        assertThat(judge(PROMPT, maker -> maker.changed(made)).verdict()).isEqualTo(Verdict.CLEAN);
    }

    /** An output that was not asked for is not looked for, one that was has to sound as well. */
    @Test
    void eachOutputCounts() {
        AudioResult wrong = new AudioResult(44100, 2, 176_400, 7, 0, Optional.of("sample 7 is wrong"));
        assertThat(judge(BOTH, maker -> maker.otherOutput(1, Optional.of(wrong)))
                        .findings())
                .containsExactly(new Finding(Verdict.BROKEN, "card 1: samples: sample 7 is wrong"));
        assertThat(judge(BOTH, maker -> maker.otherOutput(1, Optional.empty())).verdict())
                .isEqualTo(Verdict.BROKEN);
        assertThat(judge(BOTH, maker -> maker).verdict()).isEqualTo(Verdict.INFRA);
    }

    @Test
    void onlyWarningsOfTheCoreKernelFollowFromTheBug() {
        assertThat(judge(SLOW, maker -> bug(maker).with(warning("kernel/rcu/tree.c")))
                        .verdict())
                .isEqualTo(Verdict.REPRODUCED);
        assertThat(judge(SLOW, maker -> bug(maker).with(warning("drivers/gpu/drm/vc4/vc4_hdmi.c")))
                        .verdict())
                .isEqualTo(Verdict.OTHER_REPORT);
        assertThat(judge(SLOW, maker -> maker.with(warning("kernel/rcu/tree.c")))
                        .verdict())
                .isEqualTo(Verdict.OTHER_REPORT);
    }

    /** An oops turns lockdep off and silences the canary: the kernel is bad, and not unknown. */
    @Test
    void anOopsIsNotReportedAsMasked() {
        UnaryOperator<EvidenceMaker> oops = maker -> maker.with(EvidenceMaker.report(
                        Phase.SCENARIO, Kind.OOPS, "BUG: unable to handle kernel NULL pointer", ""))
                .measured(Measure.DEBUG_LOCKS, 0)
                .withoutCanary("canary_atomic_sleep")
                .withoutCanary("canary_lock_order");
        assertThat(judge(PROMPT, oops).verdict()).isEqualTo(Verdict.OTHER_REPORT);
        assertThat(judge(PROMPT, maker -> oops.apply(maker).status(OptionalInt.of(124)))
                        .verdict())
                .isEqualTo(Verdict.BROKEN);
    }

    private static SeenReport warning(String source) {
        return new SeenReport(
                Phase.SCENARIO,
                Kind.WARNING,
                "WARNING in squeak",
                "WARNING in squeak",
                Optional.empty(),
                Optional.of(source),
                List.of("squeak"),
                1,
                false,
                false,
                140,
                150);
    }

    private static EvidenceMaker bug(EvidenceMaker maker) {
        return maker.with(EvidenceMaker.W1).measured(Measure.TAINTED, 1 << 9);
    }

    private static Judgement judge(Trial trial, UnaryOperator<EvidenceMaker> spoil) {
        return Judge.judge(trial, spoil.apply(new EvidenceMaker()).make(trial));
    }
}
