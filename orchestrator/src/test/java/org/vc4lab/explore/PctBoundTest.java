// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.model.Trial;

class PctBoundTest {
    private static final Trial TRIAL = TestCase.trial("base", "prompt");
    private static final TimeWindow WINDOW = new TimeWindow(1_000_000, 1_004_000);

    private static Optional<PctBound> bound(SchedulePolicy policy, int changePoints, TimeWindow... windows) {
        return PctBound.of(
                TRIAL,
                new ExplorationPlan(
                        policy, changePoints, Optional.empty(), List.of(windows), 1, 10, Optional.empty(), false));
    }

    /** The numbers of ten priorities and 500 points are those of the literature's formula, by hand. */
    @ParameterizedTest
    @CsvSource({"10, 500, 1, 0.1, 29", "10, 500, 2, 0.0002, 14978", "4, 1000, 1, 0.25, 11", "1, 7, 1, 1, 1"})
    void isTheFormulas(int priorities, long points, int depth, double perSchedule, long likelyAfter) {
        PctBound bound = new PctBound(priorities, points, depth);
        assertThat(bound.perSchedule()).isCloseTo(perSchedule, within(1e-12));
        assertThat(bound.schedulesForLikely()).isEqualTo(likelyAfter);
        assertThat(bound.within(likelyAfter)).isGreaterThanOrEqualTo(0.95);
        assertThat(bound.within(likelyAfter - 1)).isLessThan(0.95);
        assertThat(bound.within(0)).isZero();
    }

    /** Many schedules of a small chance: 1-(1-p)^N loses all digits. */
    @Test
    void smallProbabilitiesKeepTheirDigits() {
        PctBound bound = new PctBound(4, 12_500_000, 3);
        assertThat(bound.within(1)).isCloseTo(1 / (4 * 12_500_000.0 * 12_500_000.0), within(1e-27));
    }

    @Test
    void onlyAPolicyWithABoundWithinAWindowHasOne() {
        assertThat(bound(SchedulePolicy.PCT, 1, WINDOW)).contains(new PctBound(4, 1000, 2));
        assertThat(bound(SchedulePolicy.PCT, 0, WINDOW, new TimeWindow(5, 25)))
                .as("the longer one")
                .contains(new PctBound(4, 1000, 1));
        assertThat(bound(SchedulePolicy.PCT, 1, new TimeWindow(0, 9)))
                .as("the last instruction counts")
                .contains(new PctBound(4, 3, 2));
        assertThat(bound(SchedulePolicy.PCT, 2, WINDOW))
                .as("the order of those that became the last is not drawn")
                .isEmpty();
        assertThat(bound(SchedulePolicy.PCT, 1)).isEmpty();
        assertThat(bound(SchedulePolicy.RANDOM, 0, WINDOW)).isEmpty();
        assertThat(bound(SchedulePolicy.STARVE, 0, WINDOW)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new PctBound(0, 1, 1));
    }

    /** Most of a window is idle, and there is nothing to switch from. */
    @Test
    void changePointsAreInTheTimeThatIsExecuted() {
        TimeWindow longer = new TimeWindow(0, 40_000);
        ExplorationPlan plan = new ExplorationPlan(
                        SchedulePolicy.PCT,
                        1,
                        Optional.empty(),
                        List.of(WINDOW, longer),
                        1,
                        10,
                        Optional.empty(),
                        false)
                .withBusyTimes(Map.of(WINDOW, Duration.ofNanos(2400), longer, Duration.ofNanos(400)));
        assertThat(PctBound.of(TRIAL, plan)).contains(new PctBound(4, 600, 2));
        assertThat(plan.schedule(1).busyNanos()).isEqualTo(2400);
        assertThat(plan.schedule(2).busyNanos()).isEqualTo(400);
        assertThat(plan.withBusyTimes(Map.of(WINDOW, Duration.ZERO)).schedule(1).busyNanos())
                .as("not known")
                .isZero();
    }

    /**
     * A model of the policy: each of n threads has k steps, the first in the order runs, and at each change point the
     * one that runs becomes the last. A bug that needs thread 1's whole run between two given steps of thread 0 has
     * depth 2.
     */
    @Test
    void aModelOfThePolicyKeepsIt() {
        int threads = 4;
        int stepsEach = 10;
        int runs = 40_000;
        Random random = new Random(1);
        int shown = 0;
        for (int run = 0; run < runs; run++) {
            shown += showsBug(random, threads, stepsEach) ? 1 : 0;
        }
        PctBound bound = new PctBound(threads, (long) threads * stepsEach, 2);
        assertThat((double) shown / runs).isGreaterThanOrEqualTo(bound.perSchedule());
    }

    private static boolean showsBug(Random random, int threads, int stepsEach) {
        int[] priority = random.ints(threads, 1, 1_000_000).toArray();
        int changePoint = random.nextInt(threads * stepsEach);
        int[] done = new int[threads];
        boolean between = false;
        for (int step = 0; step < threads * stepsEach; step++) {
            int first = first(priority, done, stepsEach);
            if (step == changePoint) {
                priority[first] = 0;
                first = first(priority, done, stepsEach);
            }
            done[first]++;
            between |= first == 1 && done[1] == 1 && done[0] == 5;
        }
        return between;
    }

    private static int first(int[] priority, int[] done, int stepsEach) {
        int first = -1;
        for (int thread = 0; thread < priority.length; thread++) {
            if (done[thread] < stepsEach && (first < 0 || priority[thread] > priority[first])) {
                first = thread;
            }
        }
        return first;
    }
}
