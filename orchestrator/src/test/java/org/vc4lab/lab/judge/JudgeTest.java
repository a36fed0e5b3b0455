// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.Termination;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.lab.model.WitnessEvidence;

final class JudgeTest {
    private static final Trial PROMPT = TestCase.trial("base", "prompt");
    private static final Trial SLOW = TestCase.trial("base", "slow");
    private static final long TAINT_WARN = 1 << 9;
    private static final ScheduledChange.ChangeResult NEVER =
            new ScheduledChange.ChangeResult("unplug", OptionalLong.empty(), Optional.empty());
    private static final ScheduledChange.ChangeResult REFUSED =
            new ScheduledChange.ChangeResult("unplug", OptionalLong.of(1), Optional.of("no property"));

    @Test
    void evidenceWithoutAFlawIsClean() {
        for (Trial trial : new Trial[] {PROMPT, SLOW}) {
            Judgement judgement = judge(trial, builder -> builder);
            assertThat(judgement.verdict()).isEqualTo(Verdict.CLEAN);
            assertThat(judgement.findings()).isEmpty();
        }
    }

    @Test
    void silenceWithoutChecksIsMasked() {
        Judgement judgement = judge(PROMPT, EvidenceBuilder::withoutChecks);
        assertThat(judgement.verdict()).isEqualTo(Verdict.MASKED);
        assertThat(judgement.findings()).hasSize(1);
    }

    @Test
    void reportsWithoutChecksStillCount() {
        assertThat(judge(PROMPT, builder -> builder.withoutChecks().with(EvidenceBuilder.W1))
                        .verdict())
                .isEqualTo(Verdict.REPRODUCED);
        assertThat(judge(PROMPT, builder -> builder.withoutChecks().with(EvidenceBuilder.SCHEDULING))
                        .verdict())
                .isEqualTo(Verdict.OTHER_REPORT);
        assertThat(judge(PROMPT, builder -> builder.withoutChecks().withAudioDifference("sample 7 is wrong"))
                        .verdict())
                .isEqualTo(Verdict.BROKEN);
    }

    static Stream<Arguments> whatCleanNeeds() {
        return Stream.of(
                lost("the scenario's status", Verdict.BROKEN, builder -> builder.withStatus(OptionalInt.of(1))),
                lost("a status at all", Verdict.BROKEN, builder -> builder.withStatus(OptionalInt.empty())),
                lost("the latency", Verdict.MASKED, builder -> builder.withoutMetric(GuestMetric.IRQS_OFF)),
                lost("a short latency", Verdict.LATENCY, builder -> builder.withMetric(GuestMetric.IRQS_OFF, 5001)),
                lost("the periods", Verdict.MASKED, builder -> builder.withoutMetric(GuestMetric.DMA_INTERRUPTS)),
                lost("enough periods", Verdict.BROKEN, builder -> builder.withMetric(GuestMetric.DMA_INTERRUPTS, 15)),
                lost("the taint", Verdict.MASKED, builder -> builder.withoutMetric(GuestMetric.TAINTED)),
                lost(
                        "no hidden warning",
                        Verdict.MASKED,
                        builder -> builder.withMetric(GuestMetric.TAINTED, TAINT_WARN)),
                lost("no hidden oops", Verdict.MASKED, builder -> builder.withMetric(GuestMetric.TAINTED, 1 << 7)),
                lost("lockdep's state", Verdict.MASKED, builder -> builder.withoutMetric(GuestMetric.DEBUG_LOCKS)),
                lost("lockdep on", Verdict.MASKED, builder -> builder.withMetric(GuestMetric.DEBUG_LOCKS, 0)),
                lost(
                        "lockdep_off()'s count",
                        Verdict.MASKED,
                        builder -> builder.withoutMetric(GuestMetric.LOCKDEP_OFF)),
                lost(
                        "lockdep on for each task",
                        Verdict.MASKED,
                        builder -> builder.withMetric(GuestMetric.LOCKDEP_OFF, 1)),
                lost("the canary", Verdict.MASKED, builder -> builder.withSilenceFrom(Phase.CANARY)),
                lost("the canary's sleep", Verdict.MASKED, builder -> builder.withoutCanary("canary_atomic_sleep")),
                lost("the canary's locks", Verdict.MASKED, builder -> builder.withoutCanary("canary_lock_order")),
                lost("the canary's memory", Verdict.MASKED, builder -> builder.withKasan()
                        .withoutCanary("canary_use_after_free")),
                lost("the canary's start", Verdict.MASKED, builder -> builder.withCanaryStatus(OptionalInt.of(1))),
                lost("the end of init", Verdict.MASKED, EvidenceBuilder::withoutEnd),
                lost("the scenario's end", Verdict.MASKED, EvidenceBuilder::withoutScenarioEnd),
                lost("all messages", Verdict.MASKED, EvidenceBuilder::withLostMessages),
                lost("init's lines only", Verdict.MASKED, builder -> builder.withForgedLine("vc4lab: done")),
                lost("all of init's lines", Verdict.MASKED, builder -> builder.withMissingLine("vc4lab: out: x")),
                lost(
                        "no panic at last",
                        Verdict.PANIC,
                        builder -> builder.withFatalLine("Kernel panic - not syncing: x")),
                lost(
                        "no oops at last",
                        Verdict.OTHER_REPORT,
                        builder -> builder.withFatalLine("Internal error: Oops: 5")),
                lost(
                        "a sane latency",
                        Verdict.LATENCY,
                        builder -> builder.withMetric(GuestMetric.IRQS_OFF, Long.MAX_VALUE / 500)),
                lost("a whole capture", Verdict.INFRA, builder -> builder.withCaptureLost(5)),
                lost("one format", Verdict.BROKEN, builder -> builder.withCaptureFiles(2)),
                lost("its packets", Verdict.BROKEN, builder -> builder.withPackets("high-bit-rate")),
                lost("the samples", Verdict.BROKEN, builder -> builder.withAudioDifference("sample 7 is wrong")),
                lost("any sound", Verdict.BROKEN, EvidenceBuilder::withoutSound),
                lost("the infoframe", Verdict.BROKEN, builder -> builder.withInfoframeLate(Duration.ofNanos(-1))),
                lost("an early infoframe", Verdict.BROKEN, builder -> builder.withInfoframeLate(Duration.ofMillis(34))),
                lost("a valid infoframe", Verdict.BROKEN, builder -> builder.withInfoframe("84010a71", Duration.ZERO)),
                lost(
                        "the infoframe's channels",
                        Verdict.BROKEN,
                        builder -> builder.withInfoframe("84010a6a07000000000000000000", Duration.ZERO)),
                lost("the hardware's rules", Verdict.BROKEN, builder -> builder.withViolation("hdmi0: rule count=1")),
                lost("no underrun", Verdict.BROKEN, builder -> builder.withFifoErrors(1, 0)),
                lost("no overrun", Verdict.BROKEN, builder -> builder.withFifoErrors(0, 1)),
                lost(
                        "the machine's own end",
                        Verdict.HUNG,
                        builder -> builder.withTermination(Termination.TerminationKind.DEADLINE)),
                lost(
                        "a driver's content",
                        Verdict.BROKEN,
                        builder -> builder.withDriverMessage(Phase.SCENARIO, "Failed: -110")),
                lost("the change's time", Verdict.BROKEN, builder -> builder.withChange(NEVER)),
                lost("a change that can be made", Verdict.INFRA, builder -> builder.withChange(REFUSED)),
                lost("the emulator", Verdict.INFRA, EvidenceBuilder::withLostMachine));
    }

    @ParameterizedTest(name = "without {0} it is {1}")
    @MethodSource("whatCleanNeeds")
    void cleanNeedsEachProof(UnaryOperator<EvidenceBuilder> spoil, Verdict verdict) {
        Judgement judgement = judge(PROMPT, spoil);
        assertThat(judgement.verdict()).isEqualTo(verdict);
        assertThat(judgement.findings()).isNotEmpty().allSatisfy(finding -> assertThat(finding.reason())
                .isNotBlank());
    }

    /** A schedule may leave a processor without a turn for longer than any hardware does. */
    @Test
    void limitsOfTimeAreThoseOfTheFixedSchedule() {
        Schedule explored = Schedule.ofSeed(SchedulePolicy.STARVE, 1, 0, Optional.empty());
        UnaryOperator<EvidenceBuilder> slow = builder -> builder.withMetric(GuestMetric.IRQS_OFF, 5001)
                .withMetric(GuestMetric.DMA_INTERRUPTS, 15)
                .withInfoframeLate(Duration.ofMillis(34));
        assertThat(judge(PROMPT, slow).findings())
                .extracting(Finding::verdict)
                .containsOnlyOnce(Verdict.LATENCY)
                .filteredOn(Verdict.BROKEN::equals)
                .as("the periods and the infoframe")
                .hasSize(2);
        assertThat(judge(PROMPT, builder -> slow.apply(builder).withSchedule(explored))
                        .verdict())
                .isEqualTo(Verdict.CLEAN);
        assertThat(judge(PROMPT, builder -> builder.withInfoframeLate(Duration.ofNanos(-1))
                                .withSchedule(explored))
                        .verdict())
                .as("no infoframe at all")
                .isEqualTo(Verdict.BROKEN);
    }

    @Test
    void onlyASwitchedOffGaugeMayPrintNothing() {
        Schedule explored = Schedule.ofSeed(SchedulePolicy.STARVE, 1, 0, Optional.empty());
        UnaryOperator<EvidenceBuilder> silent = builder -> builder.withoutMetric(GuestMetric.IRQS_OFF);
        assertThat(judge(PROMPT, builder -> silent.apply(builder).withSchedule(explored))
                        .verdict())
                .isEqualTo(Verdict.MASKED);
        assertThat(judge(PROMPT, builder -> silent.apply(builder).withSchedule(explored.withoutGauge()))
                        .verdict())
                .isEqualTo(Verdict.CLEAN);
        assertThat(judge(PROMPT, builder -> builder.withoutMetric(GuestMetric.LOCKDEP_OFF)
                                .withSchedule(explored.withoutGauge()))
                        .verdict())
                .as("the other gauge")
                .isEqualTo(Verdict.MASKED);
    }

    /** What comes only at the end of a trial proves nothing about a machine that was stopped before. */
    @Test
    void aStoppedMachineIsJudgedByWhatItReported() {
        Evidence silent = new EvidenceBuilder()
                .withHang()
                .withoutSound()
                .withInfoframeLate(Duration.ofNanos(-1))
                .build(PROMPT);
        assertThat(Judge.judge(PROMPT, silent).verdict()).isNotEqualTo(Verdict.CLEAN);
        assertThat(Judge.judgeStopped(PROMPT, silent).verdict()).isEqualTo(Verdict.CLEAN);
        Evidence reported =
                new EvidenceBuilder().withHang().with(EvidenceBuilder.W1).build(PROMPT);
        assertThat(Judge.judgeStopped(PROMPT, reported).verdict()).isEqualTo(Verdict.REPRODUCED);
        Evidence died = new EvidenceBuilder()
                .withHang()
                .withFatalLine("Internal error: Oops: 5")
                .build(PROMPT);
        assertThat(Judge.judgeStopped(PROMPT, died).verdict()).isEqualTo(Verdict.OTHER_REPORT);
    }

    /** Silence of a machine that was not watched is a reason to run the whole trial. */
    @Test
    void aStoppedMachineThatWasNotSeenIsNotClean() {
        assertThat(judgeStopped(EvidenceBuilder::withLostMessages)).isEqualTo(Verdict.MASKED);
        assertThat(judgeStopped(builder -> builder.withMissingLine("out: 1")))
                .as("it may be on its way")
                .isEqualTo(Verdict.CLEAN);
        assertThat(judgeStopped(builder -> builder.withMissingLine("out: 1").withMissingLine("out: 2")))
                .isEqualTo(Verdict.MASKED);
        assertThat(judgeStopped(builder -> builder.with(WitnessEvidence.absent("no symbols"))))
                .isEqualTo(Verdict.MASKED);
        assertThat(judgeStopped(builder -> builder.with(WitnessEvidence.incomplete("damaged"))))
                .isEqualTo(Verdict.MASKED);
        assertThat(judgeStopped(EvidenceBuilder::withLostMachine)).isEqualTo(Verdict.INFRA);
    }

    private static Verdict judgeStopped(UnaryOperator<EvidenceBuilder> spoil) {
        EvidenceBuilder stopped = new EvidenceBuilder().withHang();
        return Judge.judgeStopped(PROMPT, spoil.apply(stopped).build(PROMPT)).verdict();
    }

    private static Arguments lost(String what, Verdict verdict, UnaryOperator<EvidenceBuilder> spoil) {
        return Arguments.of(Named.of(what, spoil), verdict);
    }

    static Stream<Arguments> trials() {
        return Stream.of(
                row("the bug", PROMPT, Verdict.REPRODUCED, builder -> bug(builder)),
                row("the bug, sound broken", PROMPT, Verdict.BROKEN, builder -> bug(builder)
                        .withAudioDifference("wrong")),
                row("the bug, aplay failed", PROMPT, Verdict.BROKEN, builder -> bug(builder)
                        .withStatus(OptionalInt.of(1))),
                row("the bug, printed for long", PROMPT, Verdict.REPRODUCED, builder -> bug(builder)
                        .withMetric(GuestMetric.IRQS_OFF, 9000)),
                row("the bug, a rule broken", PROMPT, Verdict.BROKEN, builder -> bug(builder)
                        .withViolation("ram")),
                row("the bug, then a sleep", PROMPT, Verdict.OTHER_REPORT, builder -> bug(builder)
                        .with(EvidenceBuilder.SCHEDULING)),
                row("the bug, then a sleep, slow", SLOW, Verdict.REPRODUCED, builder -> bug(builder)
                        .with(EvidenceBuilder.SCHEDULING)),
                row("the bug switched lockdep off", SLOW, Verdict.REPRODUCED, builder -> lockdepOff(bug(builder))),
                row("the bug, then a hang", PROMPT, Verdict.HUNG, builder -> builder.withHang()
                        .with(EvidenceBuilder.W1)),
                row("the bug, then a hang, slow", SLOW, Verdict.REPRODUCED, builder -> builder.withHang()
                        .with(EvidenceBuilder.W1)),
                row("the bug, a hang, a rule broken", SLOW, Verdict.BROKEN, builder -> builder.withHang()
                        .with(EvidenceBuilder.W1)
                        .withViolation("ram")),
                row("the bug, an oops, then a hang, slow", SLOW, Verdict.OTHER_REPORT, builder -> builder.withHang()
                        .with(EvidenceBuilder.W1)
                        .withFatalLine("Internal error: Oops: 5")),
                row("a hang alone, slow", SLOW, Verdict.HUNG, EvidenceBuilder::withHang),
                row("the bug, then a panic", SLOW, Verdict.PANIC, builder -> bug(builder.withPanic())),
                row("another named report", PROMPT, Verdict.OTHER_REPORT, builder -> warned(builder)
                        .with(EvidenceBuilder.W2)),
                row(
                        "another report switched lockdep off",
                        PROMPT,
                        Verdict.OTHER_REPORT,
                        builder -> lockdepOff(warned(builder).with(EvidenceBuilder.W2))),
                row("a consequence without the bug", SLOW, Verdict.OTHER_REPORT, builder -> warned(builder)
                        .with(EvidenceBuilder.SCHEDULING)),
                row(
                        "a consequence before the bug",
                        SLOW,
                        Verdict.OTHER_REPORT,
                        builder -> bug(builder.with(EvidenceBuilder.SCHEDULING))),
                row("a use after free", PROMPT, Verdict.OTHER_REPORT, builder -> freed(warned(builder))),
                row("the bug, and a use after free, slow", SLOW, Verdict.OTHER_REPORT, builder -> freed(bug(builder))),
                row("a report while booting", PROMPT, Verdict.OTHER_REPORT, builder -> warned(builder)
                        .with(EvidenceBuilder.report(Phase.BOOT, ReportKind.WARNING, "WARNING in probe", ""))),
                row(
                        "a report beside the canary's",
                        PROMPT,
                        Verdict.OTHER_REPORT,
                        builder -> builder.with(
                                EvidenceBuilder.report(Phase.CANARY, ReportKind.WARNING, "WARNING in close", ""))),
                row(
                        "the sleep is reported in the canary's place",
                        PROMPT,
                        Verdict.OTHER_REPORT,
                        builder -> builder.withoutCanary("canary_atomic_sleep")
                                .with(EvidenceBuilder.report(
                                        Phase.CANARY, ReportKind.ATOMIC_SLEEP, "BUG: sleeping in timer", ""))),
                row("no life", PROMPT, Verdict.NO_BOOT, builder -> builder.withSilenceFrom(Phase.BOOT)
                        .withoutSound()),
                row("no life to the deadline", PROMPT, Verdict.NO_BOOT, builder -> builder.withSilenceFrom(Phase.BOOT)
                        .withoutSound()
                        .withTermination(Termination.TerminationKind.DEADLINE)),
                row("a panic while booting", PROMPT, Verdict.NO_BOOT, builder -> builder.withSilenceFrom(Phase.BOOT)
                        .withoutSound()
                        .with(EvidenceBuilder.PANIC)));
    }

    static Stream<Arguments> misleadingPatches() {
        return Stream.of(
                row("removes might_sleep but sleeps", PROMPT, Verdict.OTHER_REPORT, builder -> warned(builder)
                        .with(EvidenceBuilder.SCHEDULING)),
                row("removes might_sleep, sleeps and hangs", SLOW, Verdict.HUNG, builder -> builder.withHang()
                        .with(EvidenceBuilder.SCHEDULING)),
                row("turns lockdep off", PROMPT, Verdict.MASKED, builder -> builder.withMetric(
                                GuestMetric.DEBUG_LOCKS, 0)
                        .withoutCanary("canary_lock_order")),
                row(
                        "turns lockdep off only meanwhile",
                        PROMPT,
                        Verdict.MASKED,
                        builder -> builder.withoutCanary("canary_lock_order")),
                row(
                        "turns the sleep check off",
                        PROMPT,
                        Verdict.MASKED,
                        builder -> builder.withoutCanary("canary_atomic_sleep")),
                row("lets aplay fail", PROMPT, Verdict.BROKEN, builder -> builder.withStatus(OptionalInt.of(1))
                        .withMetric(GuestMetric.DMA_INTERRUPTS, 0)
                        .withoutSound()),
                row(
                        "never sends the infoframe",
                        PROMPT,
                        Verdict.BROKEN,
                        builder -> builder.withInfoframe("", Duration.ofNanos(-1))),
                row(
                        "sends the infoframe late",
                        PROMPT,
                        Verdict.BROKEN,
                        builder -> builder.withInfoframeLate(Duration.ofMillis(500))),
                row("silences the console", PROMPT, Verdict.MASKED, builder -> builder.withSilenceFrom(Phase.SCENARIO)),
                row(
                        "silences it from the start",
                        PROMPT,
                        Verdict.MASKED,
                        builder -> builder.withSilenceFrom(Phase.BOOT)),
                row(
                        "silences it after playing",
                        PROMPT,
                        Verdict.MASKED,
                        builder -> builder.withSilenceFrom(Phase.CANARY)),
                row("silences it while it warns", PROMPT, Verdict.MASKED, JudgeTest::warned),
                row("panics", PROMPT, Verdict.PANIC, EvidenceBuilder::withPanic),
                row("hangs", PROMPT, Verdict.HUNG, EvidenceBuilder::withHang));
    }

    @ParameterizedTest(name = "{0} ({1}) is {2}")
    @MethodSource({"trials", "misleadingPatches"})
    void findingsHaveTheirVerdict(UnaryOperator<EvidenceBuilder> spoil, String profile, Verdict verdict) {
        Trial trial = profile.equals("slow") ? SLOW : PROMPT;
        assertThat(judge(trial, spoil).verdict()).isEqualTo(verdict);
    }

    private static Arguments row(String what, Trial trial, Verdict verdict, UnaryOperator<EvidenceBuilder> spoil) {
        return Arguments.of(Named.of(what, spoil), trial.profile().name(), verdict);
    }

    @Test
    void withTheHostsClockNoLatencyIsTooLong() {
        assertThat(judge(PROMPT, builder -> builder.withFreeRunningClock()
                                .withMetric(GuestMetric.IRQS_OFF, 20_000)
                                .withInfoframeLate(Duration.ofMillis(500)))
                        .findings())
                .isEmpty();
        assertThat(judge(PROMPT, builder -> builder.withFreeRunningClock().withInfoframeLate(Duration.ofNanos(-1)))
                        .verdict())
                .isEqualTo(Verdict.BROKEN);
    }

    @Test
    void theReasonsAreListedInTheOrderOfDiscovery() {
        Judgement judgement = judge(PROMPT, builder -> builder.withMetric(GuestMetric.IRQS_OFF, 20_000)
                .withInfoframeLate(Duration.ofMillis(500))
                .withViolation("hdmi0: packet-ram-write-while-sending count=4"));

        assertThat(judgement.verdict()).isEqualTo(Verdict.LATENCY);
        assertThat(judgement.findings())
                .containsExactly(
                        new Finding(
                                Verdict.BROKEN, "hardware rule broken: hdmi0: packet-ram-write-while-sending count=4"),
                        new Finding(
                                Verdict.BROKEN, "the infoframe came 500000 us after the first sample, limit 33367 us"),
                        new Finding(
                                Verdict.LATENCY,
                                "interrupts were off for 20000 us, limit 5000 us (started at: a, ended at: b)"));
    }

    private static EvidenceBuilder warned(EvidenceBuilder builder) {
        return builder.withMetric(GuestMetric.TAINTED, TAINT_WARN);
    }

    private static EvidenceBuilder bug(EvidenceBuilder builder) {
        return warned(builder).with(EvidenceBuilder.W1);
    }

    /** KASAN reports once, and its report switches lockdep off. */
    private static EvidenceBuilder freed(EvidenceBuilder builder) {
        return builder.withKasan()
                .with(EvidenceBuilder.KASAN)
                .withMetric(GuestMetric.DEBUG_LOCKS, 0)
                .withoutCanary("canary_lock_order")
                .withoutCanary("canary_use_after_free");
    }

    /** As after lockdep's own first report. */
    private static EvidenceBuilder lockdepOff(EvidenceBuilder builder) {
        return builder.with(EvidenceBuilder.LOCK_STATE)
                .withMetric(GuestMetric.DEBUG_LOCKS, 0)
                .withoutCanary("canary_lock_order");
    }

    private static Judgement judge(Trial trial, UnaryOperator<EvidenceBuilder> spoil) {
        return Judge.judge(trial, spoil.apply(new EvidenceBuilder()).build(trial));
    }
}
