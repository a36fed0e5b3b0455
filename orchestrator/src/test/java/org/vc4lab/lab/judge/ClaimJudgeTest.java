// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.build.kernel.KernelDebugInfo.SourceLocation;
import org.vc4lab.lab.model.Claim;
import org.vc4lab.lab.model.Claim.ClaimContext;
import org.vc4lab.lab.model.ClaimResult;
import org.vc4lab.lab.model.ClaimResult.ClaimVerdict;
import org.vc4lab.lab.model.ClaimTrial;
import org.vc4lab.lab.model.ClaimTrial.LocatedSleep;

/** What trials say about a claim, and what silence says. */
final class ClaimJudgeTest {
    private static final String COMPLETE = "";
    private static final LocatedSleep IN_TASKLET = sleep(false, 0x101, 0);
    private static final LocatedSleep UNDER_LOCK = sleep(true, 1, 1);

    private static Claim claim(ClaimContext context, String lock) {
        return new Claim(
                "drivers/squeak.c", 7, "squeak", context, Optional.of(lock).filter(name -> !name.isEmpty()));
    }

    private static LocatedSleep sleep(boolean irqsMasked, long preemptCount, int locks) {
        return new LocatedSleep("msleep", List.of(), "aplay", 2_250_000_000L, irqsMasked, preemptCount, locks);
    }

    private static ClaimTrial trial(
            String scenario, long executions, String uncounted, String unseen, LocatedSleep... sleeps) {
        return new ClaimTrial(
                scenario,
                "prompt",
                "runs/" + scenario,
                executions,
                Optional.of(uncounted).filter(gap -> !gap.isEmpty()),
                Optional.of(unseen).filter(gap -> !gap.isEmpty()),
                List.of(sleeps));
    }

    private static ClaimResult decide(ClaimTrial... trials) {
        return ClaimJudge.decide(claim(ClaimContext.ATOMIC, ""), List.of(trials));
    }

    @Test
    void aSleepThatWasSeenProvesTheClaim() {
        ClaimResult result = decide(
                trial("play", 9, COMPLETE, COMPLETE), trial("storm", 4, COMPLETE, COMPLETE, UNDER_LOCK, IN_TASKLET));

        assertThat(result.verdict()).isEqualTo(ClaimVerdict.PROVED);
        assertThat(result.proof().orElseThrow().log()).isEqualTo("runs/storm/witness.jsonl");
        assertThat(result.proof().orElseThrow().sleep()).isEqualTo(UNDER_LOCK);
        assertThat(result.reason())
                .isEqualTo("storm, prompt: at 2.25 s task aplay entered msleep, interrupts masked, preempt count 0x1, "
                        + "spinlocks held: 1");
    }

    /** What was seen before the kernel hung was seen. */
    @Test
    void gapsOfATrialDoNotUndoWhatWasSeen() {
        assertThat(decide(trial("play", 0, "no end", "no canary", UNDER_LOCK)).verdict())
                .isEqualTo(ClaimVerdict.PROVED);
    }

    @ParameterizedTest(name = "{0} {1}: tasklet {2}, under the lock {3}")
    @CsvSource({
        "ATOMIC, '', PROVED, PROVED",
        "INTERRUPTS_OFF, '', REFUTED, PROVED",
        "SOFTIRQ, '', PROVED, REFUTED",
        "ATOMIC, squeak_lock, REFUTED, PROVED",
        "SOFTIRQ, squeak_lock, REFUTED, REFUTED"
    })
    void theSleepMustBeInTheContext(ClaimContext context, String lock, ClaimVerdict inTasklet, ClaimVerdict underLock) {
        Claim claim = claim(context, lock);

        assertThat(ClaimJudge.decide(claim, List.of(trial("play", 1, COMPLETE, COMPLETE, IN_TASKLET)))
                        .verdict())
                .isEqualTo(inTasklet);
        assertThat(ClaimJudge.decide(claim, List.of(trial("play", 1, COMPLETE, COMPLETE, UNDER_LOCK)))
                        .verdict())
                .isEqualTo(underLock);
    }

    @Test
    void anExecutedLineWithoutASleepRefutesTheClaim() {
        ClaimResult result = decide(
                trial("play", 12, COMPLETE, COMPLETE),
                trial("kill", 3, COMPLETE, "no canary"),
                trial("storm", 0, "no end", COMPLETE));

        assertThat(result.verdict()).isEqualTo(ClaimVerdict.REFUTED);
        assertThat(result.reason())
                .isEqualTo("no such sleep was seen, and the line was executed 12 times in play, prompt;"
                        + " not known of kill, prompt: no canary; storm, prompt: no end");
    }

    @Test
    void sleepsInAnotherContextAreSaid() {
        ClaimResult result = ClaimJudge.decide(
                claim(ClaimContext.SOFTIRQ, ""), List.of(trial("play", 2, COMPLETE, COMPLETE, UNDER_LOCK)));

        assertThat(result.reason()).endsWith("2 times in play, prompt; sleeps there in another atomic context: 1");
    }

    @Test
    void aBlindWitnessRefutesNothing() {
        ClaimResult result = decide(trial("play", 12, COMPLETE, "no canary"), trial("kill", 0, COMPLETE, COMPLETE));

        assertThat(result.verdict()).isEqualTo(ClaimVerdict.UNKNOWN);
        assertThat(result.reason())
                .isEqualTo("the line was executed, but a sleep may have been missed: play, prompt: no canary");
    }

    @Test
    void aLineThatNoTrialExecutedIsUnreached() {
        ClaimResult result = decide(trial("play", 0, COMPLETE, COMPLETE), trial("kill", 0, COMPLETE, "no canary"));

        assertThat(result.verdict()).isEqualTo(ClaimVerdict.UNREACHED);
        assertThat(result.reason()).isEqualTo("the line was never executed in play, prompt; kill, prompt");
    }

    @Test
    void aTrialWithoutCountsMayHaveExecutedIt() {
        ClaimResult result = decide(trial("play", 0, COMPLETE, COMPLETE), trial("kill", 0, "no end", COMPLETE));

        assertThat(result.verdict()).isEqualTo(ClaimVerdict.UNKNOWN);
        assertThat(result.reason()).isEqualTo("kill, prompt: no end");
        assertThat(decide().verdict()).isEqualTo(ClaimVerdict.UNKNOWN);
    }

    @ParameterizedTest(name = "{0}:{1} {2}: {3}")
    @CsvSource({
        "/build/linux/drivers/squeak.c, 7, squeak, true",
        "drivers/squeak.c, 7, squeak.isra.0, true",
        "drivers/squeak.c, 8, squeak, false",
        "drivers/squeak.c, 7, squeaks, false",
        "other-drivers/squeak.c, 7, squeak, false"
    })
    void aClaimIsAboutOneLineOfOneFunction(String file, int line, String function, boolean included) {
        SourceLocation inner = new SourceLocation("inner", "include/inner.h", 3, true);
        SourceLocation outer = new SourceLocation(function, file, line, false);

        assertThat(claim(ClaimContext.ATOMIC, "").includes(List.of(inner, outer)))
                .isEqualTo(included);
    }

    @Test
    void aClaimIsASentence() {
        assertThat(claim(ClaimContext.SOFTIRQ, "")).hasToString("in drivers/squeak.c:7 squeak sleeps in a softirq");
        assertThat(claim(ClaimContext.ATOMIC, "squeak_lock"))
                .hasToString("in drivers/squeak.c:7 squeak sleeps while a spinlock that squeak_lock takes is held");
    }
}
