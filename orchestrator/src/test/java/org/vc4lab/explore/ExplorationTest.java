// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Candidate.Expectation;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** What the results of many schedules say together. */
class ExplorationTest {
    private static final Trial TRIAL = TestCase.trial("base", "prompt");

    private static ExplorationPlan whole(int count, boolean keepsGoing) {
        return new ExplorationPlan(
                SchedulePolicy.RANDOM, 0, Optional.empty(), List.of(), 1, count, Optional.empty(), keepsGoing);
    }

    private static ExplorationPlan windows(int count, boolean keepsGoing, TimeWindow... windows) {
        return new ExplorationPlan(
                SchedulePolicy.RANDOM,
                0,
                Optional.of(Duration.ofMillis(50)),
                List.of(windows),
                1,
                count,
                Optional.empty(),
                keepsGoing);
    }

    private static ScheduleResult fixed(Verdict verdict) {
        List<Finding> findings = verdict == Verdict.CLEAN ? List.of() : List.of(new Finding(verdict, "it is bad"));
        return new ScheduleResult(ScheduleResult.NO_SEED, verdict, List.of(), findings, Optional.empty());
    }

    private static Exploration explored(ScheduleResult second) {
        return new Exploration(
                TRIAL, windows(2, false, new TimeWindow(1, 2)), List.of(ScheduleResult.clean(1), second));
    }

    @Test
    void anExpectedBugThatOnlySomeSchedulesShowIsExpected() {
        ScheduleResult shown = new ScheduleResult(
                2,
                Verdict.REPRODUCED,
                List.of("W1"),
                List.of(new Finding(Verdict.REPRODUCED, "W1: it squeaks")),
                Optional.empty());
        ExplorationPlan plan = whole(2, true);
        assertThat(new Exploration(TRIAL, plan, List.of(ScheduleResult.clean(1), shown)).asExpected())
                .contains(true);
        assertThat(new Exploration(TRIAL, plan, List.of(ScheduleResult.clean(1))).asExpected())
                .as("the case expects the bug")
                .contains(false);
        assertThat(new Exploration(TestCase.trial("fix", "prompt"), plan, List.of(ScheduleResult.clean(1), shown))
                        .asExpected())
                .contains(false);
        assertThat(new Exploration(TRIAL, plan, List.of()).asExpected()).isEmpty();
    }

    /** What windows do not judge comes only of a whole trial that had to run: no bad sign if it was expected. */
    @Test
    void anExpectedLatencyThatAWholeTrialShowsIsExpected() {
        Expectation slow = new Expectation(Verdict.LATENCY, Optional.empty());
        Candidate candidate = new Candidate(
                "slow",
                Optional.empty(),
                TRIAL.scenario().name(),
                Map.of(TRIAL.scenario().name(), Map.of(TRIAL.profile().name(), slow)));
        Trial trial = new Trial(TRIAL.ofCase(), candidate, TRIAL.scenario(), TRIAL.profile(), List.of());
        ExplorationPlan parts = windows(2, false, new TimeWindow(1, 2));
        ScheduleResult late = new ScheduleResult(2, Verdict.LATENCY, List.of(), List.of(), Optional.empty());
        assertThat(new Exploration(trial, parts, List.of(ScheduleResult.clean(1), late)).asExpected())
                .contains(true);
        assertThat(new Exploration(trial, parts, List.of(ScheduleResult.clean(1))).asExpected())
                .isEmpty();
        assertThat(new Exploration(trial, parts, List.of(ScheduleResult.clean(1)))
                        .withFixed(fixed(Verdict.CLEAN), Schedule.FIXED)
                        .asExpected())
                .as("the fixed schedule is judged by it")
                .contains(false);
    }

    /** No window sees that a trial is too slow. */
    @Test
    void whatTheFixedScheduleShowsCountsHoweverManyOthersAreClean() {
        List<ScheduleResult> clean = List.of(ScheduleResult.clean(1), ScheduleResult.clean(2));
        Trial fix = TestCase.trial("fix", "prompt");
        for (ExplorationPlan plan : List.of(whole(2, false), windows(2, false, new TimeWindow(1, 2)))) {
            Exploration slow = new Exploration(fix, plan, clean).withFixed(fixed(Verdict.LATENCY), Schedule.FIXED);
            assertThat(slow.verdict()).contains(Verdict.LATENCY);
            assertThat(slow.asExpected()).contains(false);
            assertThat(slow.worstFinding().orElseThrow().name()).isEqualTo("the fixed schedule");
            ExplorationSummary summary = ExplorationSummary.of(slow);
            assertThat(summary.result()).isEqualTo("LATENCY under the fixed schedule, CLEAN in 2 others");
            assertThat(summary.failing()).isZero();
            assertThat(summary.basis()).anyMatch(line -> line.contains("Judged under the fixed schedule only"));
            Exploration good = new Exploration(fix, plan, clean).withFixed(fixed(Verdict.CLEAN), Schedule.FIXED);
            assertThat(good.asExpected()).contains(true);
            assertThat(ExplorationSummary.of(good).result()).isEqualTo("CLEAN in 2 schedules");
        }
    }

    @Test
    void theWorstOfTheFixedScheduleAndOthersIsTheVerdict() {
        Exploration exploration = explored(new ScheduleResult(
                        2, Verdict.HUNG, List.of(), List.of(new Finding(Verdict.HUNG, "a task")), Optional.empty()))
                .withFixed(fixed(Verdict.LATENCY), Schedule.FIXED);
        assertThat(exploration.verdict()).contains(Verdict.HUNG);
        assertThat(exploration.worstFinding().orElseThrow().name()).isEqualTo("seed 2");
        assertThat(exploration.findings())
                .extracting(ScheduleResult::name)
                .containsExactly("seed 2", "the fixed schedule");
        assertThat(ExplorationSummary.of(exploration).result()).isEqualTo("HUNG in 1 of 2 schedules");
    }

    /** No seed alone gives the list of a place. */
    @Test
    void aFindingOfPlacesHasTheScheduleThatShowedIt() {
        ExplorationPlan places = new ExplorationPlan(
                SchedulePolicy.PLACES, 0, Optional.empty(), List.of(), 1, 2, Optional.empty(), false);
        ScheduleResult hung = new ScheduleResult(2, Verdict.HUNG, List.of(), List.of(), Optional.empty());
        Exploration exploration = new Exploration(TRIAL, places, List.of(ScheduleResult.clean(1), hung));
        assertThat(exploration.worstTrial()).isEmpty();
        Schedule list = new Schedule(SchedulePolicy.LIST, 0, 0, Optional.empty(), List.of());
        assertThat(exploration.withWorstSchedule(list).withRan(2).worstTrial()).contains(TRIAL.withSchedule(list));
        assertThat(new Exploration(TRIAL, places, List.of())
                        .withFixed(fixed(Verdict.HUNG), Schedule.FIXED)
                        .worstTrial())
                .contains(TRIAL);
        Schedule moved = Schedule.fixed(OptionalInt.of(2));
        Exploration elsewhere = new Exploration(TRIAL, places, List.of()).withFixed(fixed(Verdict.HUNG), moved);
        assertThat(elsewhere.worstTrial()).contains(TRIAL.withSchedule(moved));
        assertThat(ExplorationSummary.of(elsewhere).fixedInterruptsOn()).hasValue(2);
    }

    /** No seed of the policy did. */
    @Test
    void aBugOfTheFixedScheduleIsNotOneOfAPolicy() {
        ExplorationSummary summary = ExplorationSummary.of(new Exploration(TRIAL, whole(500, false), List.of())
                .withFixed(fixed(Verdict.REPRODUCED), Schedule.FIXED));
        assertThat(summary.lines()).containsExactly("REPRODUCED under the fixed schedule, no other was tried");
        assertThat(summary.schedules()).isZero();
    }

    /** With two windows each gets every other seed, so a number about one window counts half of them. */
    @Test
    void windowsTakeTurns() {
        TimeWindow start = new TimeWindow(1, 2);
        TimeWindow stop = new TimeWindow(5, 6);
        ExplorationPlan plan = windows(3, false, start, stop);
        assertThat(LongStream.rangeClosed(1, 3)
                        .mapToObj(plan::schedule)
                        .map(Schedule::window)
                        .map(Optional::orElseThrow))
                .containsExactly(start, stop, start);
        List<ScheduleResult> results =
                LongStream.rangeClosed(1, 3).mapToObj(ScheduleResult::clean).toList();
        assertThat(new Exploration(TRIAL, plan, results).schedulesPerWindow()).isOne();
    }

    /** Neither sound nor limits of time are judged in a window. */
    @Test
    void aVerdictThatNoScheduleCanGetIsNotExpected() {
        ExplorationPlan whole = whole(1, false);
        ExplorationPlan parts = windows(1, false, new TimeWindow(1, 2));
        assertThat(whole.judges(Verdict.LATENCY)).isTrue();
        assertThat(parts.judges(Verdict.LATENCY)).isFalse();
        assertThat(whole.judges(Verdict.BROKEN)).isTrue();
        assertThat(parts.judges(Verdict.BROKEN)).isFalse();
        assertThat(parts.judges(Verdict.REPRODUCED)).isTrue();
        assertThat(parts.judges(Verdict.HUNG)).isTrue();
    }

    /** One ends with its window, so it is another one. */
    @Test
    void eachWindowHasItsOwnOrders() {
        List<ScheduleResult> results = LongStream.rangeClosed(1, 4)
                .mapToObj(seed -> ScheduleResult.clean(seed, Optional.of("0x1")))
                .toList();
        ExplorationPlan plan = windows(4, false, new TimeWindow(1, 2), new TimeWindow(5, 6));
        assertThat(new Exploration(TRIAL, plan, results).orders()).isEqualTo(2);
    }

    /** A number of orders is that of different ones, of the schedules that have one. */
    @Test
    void equalOrdersCountOnce() {
        List<ScheduleResult> results = List.of(
                ScheduleResult.clean(1, Optional.of("0x1")),
                ScheduleResult.clean(2, Optional.of("0x2")),
                ScheduleResult.clean(3, Optional.of("0x1")),
                ScheduleResult.clean(4));
        Exploration exploration = new Exploration(TRIAL, whole(4, false), results);
        assertThat(ExplorationSummary.of(exploration).basis())
                .contains("Distinct orders in which processors entered the changed files: 2");
        Exploration unwatched = new Exploration(TRIAL, whole(1, false), results.subList(3, 4));
        assertThat(ExplorationSummary.of(unwatched).basis()).noneMatch(line -> line.contains("orders"));
    }
}
