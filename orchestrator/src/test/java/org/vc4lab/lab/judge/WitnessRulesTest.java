// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Evidence.Termination.TerminationKind;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.lab.model.WitnessEvidence;
import org.vc4lab.lab.model.WitnessEvidence.AtomicSleep;
import org.vc4lab.lab.model.WitnessEvidence.WitnessPhase;
import org.vc4lab.lab.model.WitnessEvidence.WitnessedCall;

/** What the witness saw, against what the console shows. */
final class WitnessRulesTest {
    private static final Trial TRIAL = TestCase.trial("base", "prompt");
    private static final AtomicSleep CANARY = sleep(WitnessPhase.CANARY, "___might_sleep", "", "canary.c:1");
    private static final AtomicSleep W1 = sleep(WitnessPhase.RUN, "___might_sleep", "W1", "drivers/squeak.c:272");
    private static final AtomicSleep UNNAMED = sleep(WitnessPhase.RUN, "usleep_range", "", "");
    private static final WitnessedCall CANARY_REPORT =
            new WitnessedCall(WitnessPhase.CANARY, "dump_stack", List.of(), "init", 2);
    private static final WitnessedCall WARNING =
            new WitnessedCall(WitnessPhase.RUN, "__warn", List.of("squeak_write"), "aplay", 1);

    private static AtomicSleep sleep(WitnessPhase phase, String function, String name, String source) {
        return new AtomicSleep(
                new WitnessedCall(phase, function, List.of("squeak_write", "do_start"), "aplay", 2),
                Optional.of(name).filter(text -> !text.isEmpty()),
                Optional.of(source).filter(text -> !text.isEmpty()),
                true,
                1,
                1);
    }

    private static WitnessEvidence saw(List<AtomicSleep> sleeps, WitnessedCall... reports) {
        return new WitnessEvidence(
                Optional.empty(),
                Optional.empty(),
                sleeps,
                List.of(reports),
                Map.of(),
                Map.of(),
                OptionalLong.of(300_000),
                OptionalLong.of(290_000),
                OptionalLong.of(170_000),
                Optional.empty());
    }

    private static WitnessEvidence sawIrqsOff(long nanos) {
        return sawIrqsOff(nanos, nanos);
    }

    private static WitnessEvidence sawIrqsOff(long nanos, long executedNanos) {
        return new WitnessEvidence(
                Optional.empty(),
                Optional.empty(),
                List.of(CANARY),
                List.of(),
                Map.of(),
                Map.of(),
                OptionalLong.of(nanos),
                OptionalLong.of(executedNanos),
                OptionalLong.empty(),
                Optional.empty());
    }

    private static Judgement judge(UnaryOperator<EvidenceBuilder> spoil) {
        return Judge.judge(TRIAL, spoil.apply(new EvidenceBuilder()).build(TRIAL));
    }

    private static Judgement judge(WitnessEvidence witness) {
        return judge(builder -> builder.with(witness));
    }

    @Test
    void theCanaryAloneIsClean() {
        Judgement judgement = judge(saw(List.of(CANARY), CANARY_REPORT));
        assertThat(judgement.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(judgement.findings()).isEmpty();
    }

    @Test
    void aSleepThatTheConsoleShowsIsTheBug() {
        Judgement judgement =
                judge(builder -> builder.with(EvidenceBuilder.W1).with(saw(List.of(W1, CANARY), CANARY_REPORT)));
        assertThat(judgement.verdict()).isEqualTo(Verdict.REPRODUCED);
        assertThat(judgement.findings())
                .contains(new Finding(
                        Verdict.REPRODUCED,
                        "W1: the witness saw a sleep in atomic context: ___might_sleep < squeak_write < do_start in"
                                + " task aplay, 2 times (drivers/squeak.c:272, interrupts masked, preempt count 0x1,"
                                + " spinlocks held: 1)"));
    }

    @Test
    void aSleepThatTheKernelsCheckHidesIsMaskedWithBothSides() {
        Judgement judgement = judge(saw(List.of(W1, CANARY), CANARY_REPORT));
        assertThat(judgement.verdict()).isEqualTo(Verdict.MASKED);
        assertThat(judgement.findings())
                .extracting(Finding::verdict)
                .containsExactly(Verdict.REPRODUCED, Verdict.MASKED);
        assertThat(judgement.findings().get(0).reason()).endsWith("; the console does not show it");
        assertThat(judgement.findings().get(1).reason())
                .startsWith("the kernel's check was called in atomic context, and reported nothing: ___might_sleep");
    }

    @Test
    void aSleepWithoutACheckIsAFindingAnyway() {
        assertThat(judge(saw(List.of(UNNAMED, CANARY), CANARY_REPORT)).verdict())
                .isEqualTo(Verdict.OTHER_REPORT);
    }

    @Test
    void aSleepAfterARealOneIsNoFinding() {
        AtomicSleep later = sleep(WitnessPhase.AFTER_SLEEP, "msleep", "", "");
        assertThat(judge(saw(List.of(later, CANARY))).verdict()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    void plainKernelsReproduceAndTheirSilenceIsMasked() {
        assertThat(judge(builder -> builder.withoutChecks()
                                .with(saw(List.of(sleep(WitnessPhase.RUN, "usleep_range", "W1", "")))))
                        .verdict())
                .isEqualTo(Verdict.REPRODUCED);
        assertThat(judge(builder -> builder.withoutChecks().with(saw(List.of())))
                        .verdict())
                .isEqualTo(Verdict.MASKED);
        assertThat(judge(builder -> builder.withoutChecks().with(WitnessEvidence.absent("no symbol")))
                        .findings())
                .hasSize(2);
    }

    @Test
    void aWitnessThatDidNotSeeTheCanaryWasBlind() {
        Judgement judgement = judge(saw(List.of()));
        assertThat(judgement.findings())
                .containsExactly(new Finding(
                        Verdict.MASKED, "the witness was blind: it did not see the canary's sleep in atomic context"));
        // with 256 sleeps before, the canary's is not in the log
        assertThat(judge(builder -> builder.with(EvidenceBuilder.W1).with(saw(List.of(W1))))
                        .verdict())
                .isEqualTo(Verdict.REPRODUCED);
    }

    @Test
    void aLogWithoutEndIsMasked() {
        WitnessEvidence cut = WitnessEvidence.incomplete("the witness's log has no end");
        assertThat(judge(cut).findings()).containsExactly(new Finding(Verdict.MASKED, "the witness's log has no end"));
        assertThat(judge(builder ->
                                builder.withTermination(TerminationKind.LOST).with(cut))
                        .verdict())
                .isEqualTo(Verdict.INFRA);
        assertThat(judge(builder -> builder.withHang().with(cut)).findings())
                .as("the log of a kernel that hangs may lack its end")
                .extracting(Finding::verdict)
                .doesNotContain(Verdict.MASKED);
    }

    @Test
    void aKernelThatCannotBeWatchedIsJudgedAsBefore() {
        Judgement judgement = judge(WitnessEvidence.absent("vmlinux has no function schedule"));
        assertThat(judgement.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(judgement.findings())
                .containsExactly(new Finding(Verdict.CLEAN, "no witness: vmlinux has no function schedule"));
    }

    @Test
    void aReportThatTheConsoleLacksIsNamed() {
        Judgement judgement = judge(saw(List.of(CANARY), WARNING, CANARY_REPORT));
        assertThat(judgement.findings())
                .containsExactly(new Finding(
                        Verdict.MASKED,
                        "calls of __warn that the witness saw: 1, reports on the console: 0; __warn < squeak_write in task"
                                + " aplay"));
    }

    /** Whoever holds the console's lock prints it later: a display that is turned off holds it for long. */
    @Test
    void aStoppedMachineMayNotHavePrintedItsReportYet() {
        EvidenceBuilder stopped = new EvidenceBuilder().withHang().with(saw(List.of(), WARNING.withTimes(3)));
        assertThat(Judge.judgeStopped(TRIAL, stopped.build(TRIAL)).verdict()).isEqualTo(Verdict.MASKED);
    }

    /** Several may have become one report of the log. */
    @Test
    void besideAReportOfTheKernelNoneIsMissed() {
        assertThat(judge(builder -> builder.with(EvidenceBuilder.report(Phase.SCENARIO, ReportKind.WARNING, "it", ""))
                                .with(saw(List.of(CANARY), WARNING.withTimes(2), CANARY_REPORT)))
                        .verdict())
                .isEqualTo(Verdict.OTHER_REPORT);
    }

    @Test
    void whatOnlyTheConsoleShowsIsSaid() {
        Judgement judgement = judge(builder -> builder.with(EvidenceBuilder.W2).with(saw(List.of(CANARY))));
        assertThat(judgement.findings())
                .contains(new Finding(Verdict.CLEAN, "the witness did not see: BUG: sleeping function in mutex"));
        assertThat(judgement.verdict()).isEqualTo(Verdict.OTHER_REPORT);
    }

    private static WitnessEvidence ran(long start, long stop) {
        return new WitnessEvidence(
                Optional.empty(),
                Optional.empty(),
                List.of(CANARY),
                List.of(),
                Map.of("squeak_start", start, "squeak_stop", stop),
                Map.of("squeak_write", 7L),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    @Test
    void changedCodeThatNeverRanIsNotClean() {
        assertThat(judge(ran(400, 12)).findings())
                .containsExactly(new Finding(Verdict.CLEAN, "functions of the changed files ran 412 times"));
        assertThat(judge(ran(0, 0)).findings())
                .containsExactly(new Finding(Verdict.MASKED, "the changed code never ran"));
        assertThat(judge(builder -> builder.withoutChecks().with(ran(1, 1))).verdict())
                .isEqualTo(Verdict.MASKED);
    }

    @Test
    void aForgedGaugeDoesNotHideTheLatency() {
        Judgement judgement =
                judge(builder -> builder.withMetric(GuestMetric.IRQS_OFF, 100).with(sawIrqsOff(17_104_000)));
        assertThat(judgement.findings())
                .containsExactly(new Finding(
                        Verdict.LATENCY,
                        "the witness saw interrupts masked for 17104 us, limit 5000 us; the guest says 100 us"));
        assertThat(judge(sawIrqsOff(5_000_000)).verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(judge(builder -> builder.with(EvidenceBuilder.W1).with(sawIrqsOff(17_104_000)))
                        .verdict())
                .as("printing a report keeps interrupts off")
                .isEqualTo(Verdict.REPRODUCED);
    }

    /** A schedule may leave a processor without a turn for longer than any hardware does. */
    @Test
    void onlyTheProcessorsOwnTurnsCountUnderASeed() {
        Schedule explored = Schedule.ofSeed(SchedulePolicy.STARVE, 1, 0, Optional.empty());
        WitnessEvidence preempted = sawIrqsOff(25_000_000, 300_000);
        WitnessEvidence busyWait = sawIrqsOff(25_000_000, 17_104_000);
        assertThat(judge(preempted).verdict()).isEqualTo(Verdict.LATENCY);
        assertThat(judge(builder -> builder.with(preempted).withSchedule(explored))
                        .verdict())
                .isEqualTo(Verdict.CLEAN);
        assertThat(judge(builder -> builder.withMetric(GuestMetric.IRQS_OFF, 25_000)
                                .with(busyWait)
                                .withSchedule(explored))
                        .findings())
                .containsExactly(new Finding(
                        Verdict.LATENCY,
                        "the witness saw interrupts masked for 17104 us of the processor's own turns, limit 5000 us"));
    }
}
