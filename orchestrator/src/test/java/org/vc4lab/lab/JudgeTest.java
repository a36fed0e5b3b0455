// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

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
import org.vc4lab.kernellog.Kind;

final class JudgeTest {
    private static final Trial PROMPT = TestCase.trial("base", "prompt");
    private static final Trial SLOW = TestCase.trial("base", "slow");
    private static final long TAINT_WARN = 1 << 9;
    private static final SeenChange NEVER = new SeenChange("unplug", OptionalLong.empty(), Optional.empty());
    private static final SeenChange REFUSED = new SeenChange("unplug", OptionalLong.of(1), Optional.of("no property"));

    @Test
    void evidenceWithoutAFlawIsClean() {
        for (Trial trial : new Trial[] {PROMPT, SLOW}) {
            Judgement judgement = judge(trial, maker -> maker);
            assertThat(judgement.verdict()).isEqualTo(Verdict.CLEAN);
            assertThat(judgement.findings()).isEmpty();
        }
    }

    @Test
    void silenceWithoutChecksIsMasked() {
        Judgement judgement = judge(PROMPT, EvidenceMaker::plain);
        assertThat(judgement.verdict()).isEqualTo(Verdict.MASKED);
        assertThat(judgement.findings()).hasSize(1);
    }

    @Test
    void reportsWithoutChecksStillCount() {
        assertThat(judge(PROMPT, maker -> maker.plain().with(EvidenceMaker.W1)).verdict())
                .isEqualTo(Verdict.REPRODUCED);
        assertThat(judge(PROMPT, maker -> maker.plain().with(EvidenceMaker.SCHEDULING))
                        .verdict())
                .isEqualTo(Verdict.OTHER_REPORT);
        assertThat(judge(PROMPT, maker -> maker.plain().sounding("sample 7 is wrong"))
                        .verdict())
                .isEqualTo(Verdict.BROKEN);
    }

    static Stream<Arguments> whatCleanNeeds() {
        return Stream.of(
                lost("the scenario's status", Verdict.BROKEN, maker -> maker.status(OptionalInt.of(1))),
                lost("a status at all", Verdict.BROKEN, maker -> maker.status(OptionalInt.empty())),
                lost("the latency", Verdict.MASKED, maker -> maker.notMeasured(Measure.IRQS_OFF)),
                lost("a short latency", Verdict.LATENCY, maker -> maker.measured(Measure.IRQS_OFF, 5001)),
                lost("the periods", Verdict.MASKED, maker -> maker.notMeasured(Measure.DMA_INTERRUPTS)),
                lost("enough periods", Verdict.BROKEN, maker -> maker.measured(Measure.DMA_INTERRUPTS, 15)),
                lost("the taint", Verdict.MASKED, maker -> maker.notMeasured(Measure.TAINTED)),
                lost("no hidden warning", Verdict.MASKED, maker -> maker.measured(Measure.TAINTED, TAINT_WARN)),
                lost("no hidden oops", Verdict.MASKED, maker -> maker.measured(Measure.TAINTED, 1 << 7)),
                lost("lockdep's state", Verdict.MASKED, maker -> maker.notMeasured(Measure.DEBUG_LOCKS)),
                lost("lockdep on", Verdict.MASKED, maker -> maker.measured(Measure.DEBUG_LOCKS, 0)),
                lost("lockdep_off()'s count", Verdict.MASKED, maker -> maker.notMeasured(Measure.LOCKDEP_OFF)),
                lost("lockdep on for each task", Verdict.MASKED, maker -> maker.measured(Measure.LOCKDEP_OFF, 1)),
                lost("the canary", Verdict.MASKED, maker -> maker.silentFrom(Phase.CANARY)),
                lost("the canary's sleep", Verdict.MASKED, maker -> maker.withoutCanary("canary_atomic_sleep")),
                lost("the canary's locks", Verdict.MASKED, maker -> maker.withoutCanary("canary_lock_order")),
                lost("the canary's memory", Verdict.MASKED, maker -> maker.kasan()
                        .withoutCanary("canary_use_after_free")),
                lost("the canary's start", Verdict.MASKED, maker -> maker.canaryStatus(OptionalInt.of(1))),
                lost("the end of init", Verdict.MASKED, EvidenceMaker::notDone),
                lost("the scenario's end", Verdict.MASKED, EvidenceMaker::scenarioEndUntold),
                lost("all messages", Verdict.MASKED, EvidenceMaker::droppingMessages),
                lost("no panic at last", Verdict.PANIC, maker -> maker.telling("Kernel panic - not syncing: x")),
                lost("no oops at last", Verdict.OTHER_REPORT, maker -> maker.telling("Internal error: Oops: 5")),
                lost(
                        "a sane latency",
                        Verdict.LATENCY,
                        maker -> maker.measured(Measure.IRQS_OFF, Long.MAX_VALUE / 500)),
                lost("a whole capture", Verdict.INFRA, maker -> maker.captureLost(5)),
                lost("one format", Verdict.BROKEN, maker -> maker.captureFiles(2)),
                lost("the samples", Verdict.BROKEN, maker -> maker.sounding("sample 7 is wrong")),
                lost("any sound", Verdict.BROKEN, EvidenceMaker::noSound),
                lost("the infoframe", Verdict.BROKEN, maker -> maker.infoframeLate(Duration.ofNanos(-1))),
                lost("an early infoframe", Verdict.BROKEN, maker -> maker.infoframeLate(Duration.ofMillis(34))),
                lost("a valid infoframe", Verdict.BROKEN, maker -> maker.infoframe("84010a71", Duration.ZERO)),
                lost(
                        "the infoframe's channels",
                        Verdict.BROKEN,
                        maker -> maker.infoframe("84010a6a07000000000000000000", Duration.ZERO)),
                lost("the hardware's rules", Verdict.BROKEN, maker -> maker.violating("hdmi0: rule count=1")),
                lost("no underrun", Verdict.BROKEN, maker -> maker.fifo(1, 0)),
                lost("no overrun", Verdict.BROKEN, maker -> maker.fifo(0, 1)),
                lost("the machine's own end", Verdict.HUNG, maker -> maker.endedBy(Ending.Kind.DEADLINE)),
                lost("a driver's content", Verdict.BROKEN, maker -> maker.complaining(Phase.SCENARIO, "Failed: -110")),
                lost("the change's time", Verdict.BROKEN, maker -> maker.changed(NEVER)),
                lost("a change that can be made", Verdict.INFRA, maker -> maker.changed(REFUSED)),
                lost("the emulator", Verdict.INFRA, EvidenceMaker::lost));
    }

    @ParameterizedTest(name = "without {0} it is {1}")
    @MethodSource("whatCleanNeeds")
    void cleanNeedsEachProof(UnaryOperator<EvidenceMaker> spoil, Verdict verdict) {
        Judgement judgement = judge(PROMPT, spoil);
        assertThat(judgement.verdict()).isEqualTo(verdict);
        assertThat(judgement.findings()).isNotEmpty().allSatisfy(finding -> assertThat(finding.reason())
                .isNotBlank());
    }

    private static Arguments lost(String what, Verdict verdict, UnaryOperator<EvidenceMaker> spoil) {
        return Arguments.of(Named.of(what, spoil), verdict);
    }

    static Stream<Arguments> trials() {
        return Stream.of(
                row("the bug", PROMPT, Verdict.REPRODUCED, maker -> bug(maker)),
                row("the bug, sound broken", PROMPT, Verdict.BROKEN, maker -> bug(maker)
                        .sounding("wrong")),
                row("the bug, aplay failed", PROMPT, Verdict.BROKEN, maker -> bug(maker)
                        .status(OptionalInt.of(1))),
                row("the bug, printed for long", PROMPT, Verdict.REPRODUCED, maker -> bug(maker)
                        .measured(Measure.IRQS_OFF, 9000)),
                row("the bug, a rule broken", PROMPT, Verdict.BROKEN, maker -> bug(maker)
                        .violating("ram")),
                row("the bug, then a sleep", PROMPT, Verdict.OTHER_REPORT, maker -> bug(maker)
                        .with(EvidenceMaker.SCHEDULING)),
                row("the bug, then a sleep, slow", SLOW, Verdict.REPRODUCED, maker -> bug(maker)
                        .with(EvidenceMaker.SCHEDULING)),
                row("the bug switched lockdep off", SLOW, Verdict.REPRODUCED, maker -> lockdepOff(bug(maker))),
                row("the bug, then a hang", PROMPT, Verdict.HUNG, maker -> maker.hung()
                        .with(EvidenceMaker.W1)),
                row("the bug, then a hang, slow", SLOW, Verdict.REPRODUCED, maker -> maker.hung()
                        .with(EvidenceMaker.W1)),
                row("the bug, a hang, a rule broken", SLOW, Verdict.BROKEN, maker -> maker.hung()
                        .with(EvidenceMaker.W1)
                        .violating("ram")),
                row("the bug, an oops, then a hang, slow", SLOW, Verdict.OTHER_REPORT, maker -> maker.hung()
                        .with(EvidenceMaker.W1)
                        .telling("Internal error: Oops: 5")),
                row("a hang alone, slow", SLOW, Verdict.HUNG, EvidenceMaker::hung),
                row("the bug, then a panic", SLOW, Verdict.PANIC, maker -> bug(maker.panicked())),
                row("another named report", PROMPT, Verdict.OTHER_REPORT, maker -> warned(maker)
                        .with(EvidenceMaker.W2)),
                row(
                        "another report switched lockdep off",
                        PROMPT,
                        Verdict.OTHER_REPORT,
                        maker -> lockdepOff(warned(maker).with(EvidenceMaker.W2))),
                row("a consequence without the bug", SLOW, Verdict.OTHER_REPORT, maker -> warned(maker)
                        .with(EvidenceMaker.SCHEDULING)),
                row(
                        "a consequence before the bug",
                        SLOW,
                        Verdict.OTHER_REPORT,
                        maker -> bug(maker.with(EvidenceMaker.SCHEDULING))),
                row("a use after free", PROMPT, Verdict.OTHER_REPORT, maker -> freed(warned(maker))),
                row("the bug, and a use after free, slow", SLOW, Verdict.OTHER_REPORT, maker -> freed(bug(maker))),
                row("a report while booting", PROMPT, Verdict.OTHER_REPORT, maker -> warned(maker)
                        .with(EvidenceMaker.report(Phase.BOOT, Kind.WARNING, "WARNING in probe", ""))),
                row(
                        "a report beside the canary's",
                        PROMPT,
                        Verdict.OTHER_REPORT,
                        maker -> maker.with(EvidenceMaker.report(Phase.CANARY, Kind.WARNING, "WARNING in close", ""))),
                row(
                        "the sleep is reported in the canary's place",
                        PROMPT,
                        Verdict.OTHER_REPORT,
                        maker -> maker.withoutCanary("canary_atomic_sleep")
                                .with(EvidenceMaker.report(
                                        Phase.CANARY, Kind.ATOMIC_SLEEP, "BUG: sleeping in timer", ""))),
                row("no life", PROMPT, Verdict.NO_BOOT, maker -> maker.silentFrom(Phase.BOOT)
                        .noSound()),
                row("no life to the deadline", PROMPT, Verdict.NO_BOOT, maker -> maker.silentFrom(Phase.BOOT)
                        .noSound()
                        .endedBy(Ending.Kind.DEADLINE)),
                row("a panic while booting", PROMPT, Verdict.NO_BOOT, maker -> maker.silentFrom(Phase.BOOT)
                        .noSound()
                        .with(EvidenceMaker.PANIC)));
    }

    static Stream<Arguments> liars() {
        return Stream.of(
                row("removes might_sleep but sleeps", PROMPT, Verdict.OTHER_REPORT, maker -> warned(maker)
                        .with(EvidenceMaker.SCHEDULING)),
                row("removes might_sleep, sleeps and hangs", SLOW, Verdict.HUNG, maker -> maker.hung()
                        .with(EvidenceMaker.SCHEDULING)),
                row("turns lockdep off", PROMPT, Verdict.MASKED, maker -> maker.measured(Measure.DEBUG_LOCKS, 0)
                        .withoutCanary("canary_lock_order")),
                row(
                        "turns lockdep off only meanwhile",
                        PROMPT,
                        Verdict.MASKED,
                        maker -> maker.withoutCanary("canary_lock_order")),
                row(
                        "turns the sleep check off",
                        PROMPT,
                        Verdict.MASKED,
                        maker -> maker.withoutCanary("canary_atomic_sleep")),
                row("lets aplay fail", PROMPT, Verdict.BROKEN, maker -> maker.status(OptionalInt.of(1))
                        .measured(Measure.DMA_INTERRUPTS, 0)
                        .noSound()),
                row(
                        "never sends the infoframe",
                        PROMPT,
                        Verdict.BROKEN,
                        maker -> maker.infoframe("", Duration.ofNanos(-1))),
                row(
                        "sends the infoframe late",
                        PROMPT,
                        Verdict.BROKEN,
                        maker -> maker.infoframeLate(Duration.ofMillis(500))),
                row("silences the console", PROMPT, Verdict.MASKED, maker -> maker.silentFrom(Phase.SCENARIO)),
                row("silences it from the start", PROMPT, Verdict.MASKED, maker -> maker.silentFrom(Phase.BOOT)),
                row("silences it after playing", PROMPT, Verdict.MASKED, maker -> maker.silentFrom(Phase.CANARY)),
                row("silences it while it warns", PROMPT, Verdict.MASKED, JudgeTest::warned),
                row("panics", PROMPT, Verdict.PANIC, EvidenceMaker::panicked),
                row("hangs", PROMPT, Verdict.HUNG, EvidenceMaker::hung));
    }

    @ParameterizedTest(name = "{0} ({1}) is {2}")
    @MethodSource({"trials", "liars"})
    void findingsHaveTheirVerdict(UnaryOperator<EvidenceMaker> spoil, String profile, Verdict verdict) {
        Trial trial = profile.equals("slow") ? SLOW : PROMPT;
        assertThat(judge(trial, spoil).verdict()).isEqualTo(verdict);
    }

    private static Arguments row(String what, Trial trial, Verdict verdict, UnaryOperator<EvidenceMaker> spoil) {
        return Arguments.of(Named.of(what, spoil), trial.profile().name(), verdict);
    }

    @Test
    void withTheHostsClockNoLatencyIsTooLong() {
        assertThat(judge(PROMPT, maker -> maker.freeRunning()
                                .measured(Measure.IRQS_OFF, 20_000)
                                .infoframeLate(Duration.ofMillis(500)))
                        .findings())
                .isEmpty();
        assertThat(judge(PROMPT, maker -> maker.freeRunning().infoframeLate(Duration.ofNanos(-1)))
                        .verdict())
                .isEqualTo(Verdict.BROKEN);
    }

    @Test
    void theReasonsAreListedInTheOrderOfDiscovery() {
        Judgement judgement = judge(PROMPT, maker -> maker.measured(Measure.IRQS_OFF, 20_000)
                .infoframeLate(Duration.ofMillis(500))
                .violating("hdmi0: packet-ram-write-while-sending count=4"));

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

    private static EvidenceMaker warned(EvidenceMaker maker) {
        return maker.measured(Measure.TAINTED, TAINT_WARN);
    }

    private static EvidenceMaker bug(EvidenceMaker maker) {
        return warned(maker).with(EvidenceMaker.W1);
    }

    /** KASAN reports once, and its report switches lockdep off. */
    private static EvidenceMaker freed(EvidenceMaker maker) {
        return maker.kasan()
                .with(EvidenceMaker.KASAN)
                .measured(Measure.DEBUG_LOCKS, 0)
                .withoutCanary("canary_lock_order")
                .withoutCanary("canary_use_after_free");
    }

    /** As after lockdep's own first report. */
    private static EvidenceMaker lockdepOff(EvidenceMaker maker) {
        return maker.with(EvidenceMaker.LOCK_STATE)
                .measured(Measure.DEBUG_LOCKS, 0)
                .withoutCanary("canary_lock_order");
    }

    private static Judgement judge(Trial trial, UnaryOperator<EvidenceMaker> spoil) {
        return Judge.judge(trial, spoil.apply(new EvidenceMaker()).make(trial));
    }
}
