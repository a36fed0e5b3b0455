// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Evidence.AudioResult;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.TrialReport.ReportOccurrence;
import org.vc4lab.lab.model.Verdict;

/** What a scenario adds to the judge's rules: several outputs, changes of the machine, complaints, short streams. */
final class ScenarioRulesTest {
    private static final Trial PROMPT = TestCase.trial("base", "prompt");
    private static final Trial SLOW = TestCase.trial("base", "slow");
    private static final Trial BOTH = onBothOutputs(PROMPT);

    private static Trial onBothOutputs(Trial trial) {
        Scenario original = trial.scenario();
        Scenario both = new Scenario(
                original.name(),
                original.run(),
                original.audio().map(audio -> new Scenario.ScenarioAudio(List.of(0, 1), audio.playback())),
                original.changes(),
                original.faults(),
                original.expectedErrors(),
                original.guestLimit(),
                original.evidence());
        return new Trial(trial.ofCase(), trial.candidate(), both, trial.profile(), List.of());
    }

    @Test
    void aDriverErrorOutsideTheScenarioIsNoFinding() {
        assertThat(judge(PROMPT, builder -> builder.withDriverMessage(Phase.BOOT, "Failed: -517"))
                        .verdict())
                .isEqualTo(Verdict.CLEAN);
    }

    /** So short that nobody could miss it; but the newest one's infoframe is looked at. */
    @Test
    void aShortStreamMayEndBeforeItsInfoframe() {
        UnaryOperator<EvidenceBuilder> shortOne = builder ->
                builder.withInfoframeLate(Duration.ofNanos(-1)).withTimeWithoutInfoframe(Duration.ofMillis(20));
        assertThat(judge(PROMPT, shortOne).verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(judge(PROMPT, builder -> shortOne.apply(builder).withTimeWithoutInfoframe(Duration.ofMillis(34)))
                        .verdict())
                .isEqualTo(Verdict.BROKEN);
        assertThat(judge(PROMPT, builder -> builder.withInfoframe("", Duration.ofNanos(-1))
                                .withTimeWithoutInfoframe(Duration.ofMillis(20)))
                        .verdict())
                .isEqualTo(Verdict.BROKEN);
    }

    @Test
    void aChangeThatWasTriggeredIsNoFinding() {
        ScheduledChange.ChangeResult made =
                new ScheduledChange.ChangeResult("unplug", OptionalLong.of(3_000_000_000L), Optional.empty());
        assertThat(judge(PROMPT, builder -> builder.withChange(made)).verdict()).isEqualTo(Verdict.CLEAN);
    }

    /** An output that was not asked for is not looked for, one that was has to sound as well. */
    @Test
    void eachOutputCounts() {
        AudioResult wrong = new AudioResult(44100, 2, 176_400, 7, 0, Optional.of("sample 7 is wrong"));
        assertThat(judge(BOTH, builder -> builder.withOtherOutput(1, Optional.of(wrong)))
                        .findings())
                .containsExactly(new Finding(Verdict.BROKEN, "card 1: samples: sample 7 is wrong"));
        assertThat(judge(BOTH, builder -> builder.withOtherOutput(1, Optional.empty()))
                        .verdict())
                .isEqualTo(Verdict.BROKEN);
        assertThat(judge(BOTH, builder -> builder).verdict()).isEqualTo(Verdict.INFRA);
    }

    /** Nothing is looked for that the case does not ask for; what the hardware saw still counts. */
    @Test
    void aCaseWithoutSoundIsCleanInSilence() {
        Trial silent = TestCase.silentTrial("fix");
        UnaryOperator<EvidenceBuilder> unheard = builder -> builder.withoutOutputs()
                .withMetric(GuestMetric.DMA_INTERRUPTS, 0)
                .withMetric(GuestMetric.IRQS_OFF, 1_000_000);
        assertThat(judge(silent, unheard)).isEqualTo(Judgement.of(List.of()));
        assertThat(judge(silent, builder -> unheard.apply(builder).withViolation("hvs: rule count=1"))
                        .findings())
                .containsExactly(new Finding(Verdict.BROKEN, "hardware rule broken: hvs: rule count=1"));
        assertThat(judge(silent, builder -> unheard.apply(builder).withStatus(OptionalInt.of(1)))
                        .verdict())
                .isEqualTo(Verdict.BROKEN);
        assertThat(judge(PROMPT, unheard).verdict()).isEqualTo(Verdict.LATENCY);
    }

    @Test
    void onlyWarningsOfTheCoreKernelFollowFromTheBug() {
        assertThat(judge(SLOW, builder -> bug(builder).with(warning("kernel/rcu/tree.c")))
                        .verdict())
                .isEqualTo(Verdict.REPRODUCED);
        assertThat(judge(SLOW, builder -> bug(builder).with(warning("drivers/gpu/drm/vc4/vc4_hdmi.c")))
                        .verdict())
                .isEqualTo(Verdict.OTHER_REPORT);
        assertThat(judge(SLOW, builder -> builder.with(warning("kernel/rcu/tree.c")))
                        .verdict())
                .isEqualTo(Verdict.OTHER_REPORT);
    }

    /** An oops turns lockdep off and silences the canary: the kernel is bad, and not unknown. */
    @Test
    void anOopsIsNotReportedAsMasked() {
        UnaryOperator<EvidenceBuilder> oops = builder -> builder.with(EvidenceBuilder.report(
                        Phase.SCENARIO, ReportKind.OOPS, "BUG: unable to handle kernel NULL pointer", ""))
                .withMetric(GuestMetric.DEBUG_LOCKS, 0)
                .withoutCanary("canary_atomic_sleep")
                .withoutCanary("canary_lock_order");
        assertThat(judge(PROMPT, oops).verdict()).isEqualTo(Verdict.OTHER_REPORT);
        assertThat(judge(PROMPT, builder -> oops.apply(builder).withStatus(OptionalInt.of(124)))
                        .verdict())
                .isEqualTo(Verdict.BROKEN);
    }

    /** The kernel's line about an oops is no other report if the oops is the bug. */
    @Test
    void anOopsThatIsTheBugIsReproduced() {
        String line = "Unable to handle kernel NULL pointer dereference";
        TrialReport bug = EvidenceBuilder.report(Phase.SCENARIO, ReportKind.OOPS, "BUG: the bug", "W1");
        TrialReport other = EvidenceBuilder.report(Phase.SCENARIO, ReportKind.OOPS, "BUG: another", "");
        assertThat(judge(PROMPT, builder -> builder.with(bug).withFatalLine(line))
                        .verdict())
                .isEqualTo(Verdict.REPRODUCED);
        assertThat(judge(PROMPT, builder -> builder.with(bug).withFatalLine("Kernel panic - not syncing"))
                        .verdict())
                .isEqualTo(Verdict.PANIC);
        assertThat(judge(PROMPT, builder -> builder.with(other).with(bug).withFatalLine(line))
                        .findings())
                .contains(new Finding(Verdict.OTHER_REPORT, "an oops: " + line));
        assertThat(judge(PROMPT, builder -> bug(builder).withFatalLine(line)).verdict())
                .as("the report is none of an oops")
                .isEqualTo(Verdict.OTHER_REPORT);
    }

    private static TrialReport warning(String source) {
        return new TrialReport(
                Phase.SCENARIO,
                ReportKind.WARNING,
                "WARNING in squeak",
                "WARNING in squeak",
                Optional.empty(),
                Optional.of(source),
                List.of("squeak"),
                new ReportOccurrence(1, false, false, 140, 150));
    }

    private static EvidenceBuilder bug(EvidenceBuilder builder) {
        return builder.with(EvidenceBuilder.W1).withMetric(GuestMetric.TAINTED, 1 << 9);
    }

    private static Judgement judge(Trial trial, UnaryOperator<EvidenceBuilder> spoil) {
        return Judge.judge(trial, spoil.apply(new EvidenceBuilder()).build(trial));
    }
}
