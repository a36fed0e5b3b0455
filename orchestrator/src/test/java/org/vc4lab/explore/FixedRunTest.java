// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.WindowRunner.TrialPart;
import org.vc4lab.lab.WindowRunner.WindowMark;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.judge.Judge;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

class FixedRunTest {
    private static final String BEGIN = "1313385356 vc4lab: begin scenario=play\n";

    private static final ExplorationPlan WHOLE = plan(Optional.empty());

    @TempDir
    Path folder;

    private static ExplorationPlan plan(Optional<Duration> windowLength) {
        return new ExplorationPlan(SchedulePolicy.RANDOM, 0, windowLength, List.of(), 1, 1, Optional.empty(), false);
    }

    private Optional<FixedRun> fixedRun(String transcript) throws Exception {
        Files.writeString(folder.resolve("transcript.log"), transcript);
        return FixedRun.of(result(new EvidenceBuilder()));
    }

    private TrialResult result(EvidenceBuilder builder) {
        return result(builder, Schedule.FIXED);
    }

    private TrialResult result(EvidenceBuilder builder, Schedule schedule) {
        Trial trial = TestCase.trial("base", "prompt").withSchedule(schedule);
        Evidence evidence = builder.build(trial);
        return new TrialResult(trial, evidence, Judge.judge(trial, evidence), folder);
    }

    @Test
    void whatTheFixedScheduleShowsIsTheResult() throws Exception {
        ScheduleResult finding = FixedRun.result(result(new EvidenceBuilder().with(EvidenceBuilder.W1)));
        assertThat(finding.name()).isEqualTo("the fixed schedule");
        assertThat(finding.verdict()).isEqualTo(Verdict.REPRODUCED);
        assertThat(finding.folder()).contains(folder.toString());
        assertThat(FixedRun.isOpen(finding.verdict(), WHOLE)).isFalse();
        assertThat(FixedRun.isOpen(
                        FixedRun.result(result(new EvidenceBuilder())).verdict(), WHOLE))
                .isTrue();
    }

    @Test
    void theReasonsSayWhichProcessorTookTheInterrupts() throws Exception {
        Schedule moved = Schedule.fixed(OptionalInt.of(2));
        assertThat(FixedRun.result(result(new EvidenceBuilder().with(EvidenceBuilder.W1), moved))
                        .findings())
                .last()
                .extracting(Finding::reason)
                .isEqualTo("CPU2 takes the interrupts of devices");
        assertThat(FixedRun.result(result(new EvidenceBuilder(), moved)).findings())
                .isEmpty();
    }

    @Test
    void aLimitOfTimeIsExceededInEachScheduleThatIsJudgedByIt() throws Exception {
        ScheduleResult slow = FixedRun.result(result(new EvidenceBuilder().withMetric(GuestMetric.IRQS_OFF, 5001)));
        assertThat(slow.verdict()).isEqualTo(Verdict.LATENCY);
        assertThat(FixedRun.isOpen(slow.verdict(), WHOLE)).isFalse();
        assertThat(FixedRun.isOpen(slow.verdict(), plan(Optional.of(Duration.ofMillis(50)))))
                .as("a window is not judged by it")
                .isTrue();
    }

    @Test
    void aLabThatFailsHasNoResult() {
        TrialResult failed = result(new EvidenceBuilder().withLostMachine());
        assertThatThrownBy(() -> FixedRun.result(failed))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("because");
    }

    @Test
    void theScenarioLastsFromItsFirstLineToItsEnd() throws Exception {
        assertThat(fixedRun("1270867756 vc4lab: ready\n" + BEGIN
                        + "1509440660 vc4lab: out: vc4lab: end scenario=play\n"
                        + "3724200796 vc4lab: end scenario=play status=0\n"))
                .map(FixedRun::scenario)
                .contains(new TimeWindow(1_313_385_356, 3_724_200_796L));
    }

    /** The builder's stream plays from 2 s to 4 s. */
    @Test
    void aPartIsAroundEachEndOfTheStream() throws Exception {
        FixedRun run = fixedRun(BEGIN + "4165000000 vc4lab: end scenario=play status=0\n")
                .orElseThrow();
        assertThat(run.parts(Duration.ofMillis(50)))
                .containsExactly(
                        new TrialPart(
                                new TimeWindow(1_975_000_000, 2_025_000_000),
                                Duration.ofMillis(2035),
                                WindowMark.STREAM_PLAYS),
                        new TrialPart(
                                new TimeWindow(3_975_000_000L, 4_025_000_000L),
                                Duration.ofMillis(4175),
                                WindowMark.SCENARIO_ENDS));
        assertThat(run.parts(Duration.ofSeconds(2)))
                .as("parts that overlap are one, and it begins with the scenario")
                .containsExactly(new TrialPart(
                        new TimeWindow(1_313_385_356, 5_000_000_000L),
                        Duration.ofMillis(5010),
                        WindowMark.SCENARIO_ENDS));
    }

    @Test
    void aPartIsOfTheTrialWhoseTimesItHas() throws Exception {
        Files.writeString(folder.resolve("transcript.log"), BEGIN + "4165000000 vc4lab: end scenario=play status=0\n");
        FixedRun run = FixedRun.of(result(new EvidenceBuilder(), Schedule.fixed(OptionalInt.of(2))))
                .orElseThrow();
        assertThat(run.scenario().interruptsOn()).hasValue(2);
        for (Duration length : List.of(Duration.ofMillis(50), Duration.ofSeconds(2))) {
            assertThat(run.parts(length))
                    .extracting(part -> part.window().interruptsOn())
                    .containsOnly(OptionalInt.of(2));
        }
    }

    @Test
    void aSilentTrialHasNoParts() {
        TimeWindow scenario = new TimeWindow(1, 2);
        FixedRun silent = new FixedRun(scenario, OptionalLong.empty(), OptionalLong.empty());
        assertThat(silent.parts(Duration.ofMillis(50))).isEmpty();
    }

    @Test
    void aScenarioThatDidNotEndHasNoTimes() throws Exception {
        assertThat(fixedRun(BEGIN)).isEmpty();
        assertThat(fixedRun("")).isEmpty();
        assertThat(fixedRun("9 vc4lab: begin scenario=play\n5 vc4lab: end scenario=play status=0\n"))
                .isEmpty();
    }
}
