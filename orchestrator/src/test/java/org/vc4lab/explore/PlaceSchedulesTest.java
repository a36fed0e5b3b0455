// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.JsonLines;
import org.vc4lab.explore.PlaceFinder.PlaceDetail;
import org.vc4lab.explore.PlaceFinder.ReadPlaces;
import org.vc4lab.explore.TracedRuns.Group;
import org.vc4lab.explore.TracedRuns.RunKey;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.SwitchPoint;
import org.vc4lab.guest.Schedule.TimeWindow;

/** Which lists the seeds of the policy {@code places} have. */
class PlaceSchedulesTest {
    private static final TimeWindow WINDOW = new TimeWindow(0, 1000);
    private static final PlaceFinder FINDER = new PlaceFinder(Set.of("driver_stop"), Set.of(), PlaceDetail.LOCKS);

    /** Of a run without a held processor. */
    private static final List<Place> PLACES = List.of(
            new Place(100, 0, "callback", "callback"),
            new Place(200, 0, "callback returns", "callback"),
            new Place(300, 1, "driver_stop", "driver_stop"),
            new Place(400, 1, "driver_stop returns", "driver_stop"));

    private final List<Schedule> tested = Collections.synchronizedList(new ArrayList<>());
    private final List<Schedule> traced = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    Path folder;

    /**
     * While processor 0 is held in its callback, processor 1 stops the driver; to hold another changes nothing. If
     * another than 0 is the first, no two are at work at the same time.
     */
    private static List<Place> placesOf(Schedule schedule) {
        if (!schedule.points().isEmpty() && schedule.points().get(0).atNanos() == 0) {
            return PLACES.subList(0, 2);
        }
        boolean heldInCallback =
                !schedule.points().isEmpty() && schedule.points().get(0).atNanos() == 100;
        return heldInCallback
                ? List.of(
                        PLACES.get(0),
                        new Place(110, 1, "driver_stop", "driver_stop"),
                        new Place(120, 1, "driver_stop returns", "driver_stop"),
                        new Place(130, 0, "callback returns", "callback"))
                : PLACES;
    }

    private final TracingTester tester = new TracingTester() {
        @Override
        public TracedResult traceOnce(Schedule schedule, PlaceFinder finder) {
            traced.add(schedule);
            return new TracedResult(ScheduleResult.clean(schedule.seed()), read(placesOf(schedule), false));
        }

        @Override
        public ScheduleResult test(Schedule schedule) {
            tested.add(schedule);
            return ScheduleResult.clean(schedule.seed());
        }
    };

    private static Optional<ReadPlaces> read(List<Place> places, boolean cut) {
        return Optional.of(new ReadPlaces(places, cut));
    }

    private static ExplorationPlan plan(List<TimeWindow> windows) {
        return new ExplorationPlan(
                SchedulePolicy.PLACES, 0, Optional.empty(), windows, 1, 100, Optional.empty(), false);
    }

    private JsonLines<PlaceRun> journal() throws IOException {
        return JsonLines.open(folder.resolve("places.jsonl"), PlaceRun.class);
    }

    private static List<SwitchPoint> holding(Place... places) {
        return HeldProcessors.points(0, WINDOW.fromNanos(), List.of(places));
    }

    private List<List<SwitchPoint>> lists(long firstSeed, int count) throws Exception {
        try (JsonLines<PlaceRun> journal = journal()) {
            PlaceSchedules schedules = new PlaceSchedules(plan(List.of(WINDOW)), tester, FINDER, journal);
            List<List<SwitchPoint>> lists = new ArrayList<>();
            for (long seed = firstSeed; seed < firstSeed + count; seed++) {
                assertThat(schedules.test(seed).seed()).isEqualTo(seed);
                lists.add(schedules.schedule(seed).points());
            }
            return lists;
        }
    }

    @Test
    void firstEachOrderWithoutAPlaceThenEachPlaceOnce() throws Exception {
        List<List<SwitchPoint>> lists = lists(1, 8);
        assertThat(lists.subList(0, 4))
                .containsExactly(
                        List.of(),
                        List.of(new SwitchPoint(0, 1)),
                        List.of(new SwitchPoint(0, 2)),
                        List.of(new SwitchPoint(0, 3)));
        assertThat(lists.subList(4, 8))
                .containsExactlyInAnyOrder(
                        holding(PLACES.get(0)), holding(PLACES.get(1)), holding(PLACES.get(2)), holding(PLACES.get(3)));
        assertThat(tested).isEmpty();
        assertThat(traced).extracting(Schedule::policy).containsOnly(SchedulePolicy.LIST);
        assertThat(traced).extracting(Schedule::window).containsOnly(Optional.of(WINDOW));
    }

    @Test
    void thenTwoAreHeldOneWhileTheOtherIs() throws Exception {
        assertThat(lists(1, 10).subList(8, 10))
                .containsExactlyInAnyOrder(
                        holding(PLACES.get(0), new Place(110, 1, "driver_stop", "driver_stop")),
                        holding(PLACES.get(0), new Place(120, 1, "driver_stop returns", "driver_stop")));
        assertThat(traced).as("each list with one place runs once").hasSize(8);
        assertThat(tested).hasSize(2);
    }

    /** Where another than processor 0 is the first, there are no places. */
    @Test
    void whatTheCandidateChangesIsHeldFirst() throws Exception {
        PlaceFinder finder = new PlaceFinder(Set.of("driver_stop"), Set.of("callback"), PlaceDetail.LOCKS);
        try (JsonLines<PlaceRun> journal = journal()) {
            PlaceSchedules schedules = new PlaceSchedules(plan(List.of(WINDOW)), tester, finder, journal);
            List<List<SwitchPoint>> lists = new ArrayList<>();
            List<ScheduleResult> results = new ArrayList<>();
            for (long seed = 1; seed <= 10; seed++) {
                results.add(schedules.test(seed));
                lists.add(schedules.schedule(seed).points());
            }
            assertThat(lists.subList(1, 3)).containsExactlyInAnyOrder(holding(PLACES.get(0)), holding(PLACES.get(1)));
            assertThat(lists.subList(3, 6)).as("other orders").allMatch(points -> points.size() == 1);
            assertThat(lists.subList(6, 8)).containsExactlyInAnyOrder(holding(PLACES.get(2)), holding(PLACES.get(3)));
            assertThat(lists.subList(8, 10)).as("pairs").allMatch(points -> points.size() == 6);
            assertThat(schedules.coverage(results)).contains(new PlaceCoverage(4, 4, Optional.of(2), 2, false, false));
        }
    }

    @Test
    void pairsOfWhatTheCandidateChangesComeBeforeOtherOrders() throws Exception {
        PlaceFinder finder = new PlaceFinder(Set.of(), Set.of("callback", "driver_stop"), PlaceDetail.LOCKS);
        try (JsonLines<PlaceRun> journal = journal()) {
            PlaceSchedules schedules = new PlaceSchedules(plan(List.of(WINDOW)), tester, finder, journal);
            List<ScheduleResult> results = new ArrayList<>();
            for (long seed = 1; seed <= 7; seed++) {
                results.add(schedules.test(seed));
            }
            assertThat(schedules.schedule(6).points()).hasSize(6);
            assertThat(schedules.schedule(7).points()).hasSize(6);
            PlaceCoverage coverage = schedules.coverage(results).orElseThrow();
            assertThat(coverage).isEqualTo(new PlaceCoverage(4, 4, Optional.empty(), 2, false, true));
            assertThat(coverage.describe())
                    .isEqualTo("Held a processor at 4 of 4 places in the changed files that are known so far, and"
                            + " another one meanwhile at 2 kinds of pairs");
        }
    }

    @Test
    void whenNoneIsLeftMoreAreHeld() throws Exception {
        lists(11, 20).forEach(points -> assertThat(points).hasSize(9));
    }

    @Test
    void aSeedHasTheSameListWhateverRanBefore() throws Exception {
        List<List<SwitchPoint>> all = lists(1, 15);
        int before = traced.size();
        assertThat(lists(9, 2)).isEqualTo(all.subList(8, 10));
        assertThat(traced).as("the journal has the places").hasSize(before);
    }

    @Test
    void anotherRoundHasAnotherOrderAndOtherMomentsOfTheHardware() throws Exception {
        Set<List<List<SwitchPoint>>> orders = new HashSet<>();
        for (long round : LongStream.range(0, 8).toArray()) {
            orders.add(lists(1 + round * PlaceSchedules.SEEDS_OF_A_ROUND, 8));
        }
        assertThat(orders).hasSizeGreaterThan(1);
        assertThat(traced).extracting(Schedule::seed).contains(0L, 1L, 7L);
    }

    @Test
    void eachWindowHasItsOwnPlaces() throws Exception {
        TimeWindow later = new TimeWindow(2000, 3000);
        try (JsonLines<PlaceRun> journal = journal()) {
            PlaceSchedules schedules = new PlaceSchedules(plan(List.of(WINDOW, later)), tester, FINDER, journal);
            assertThat(schedules.schedule(1).window()).contains(WINDOW);
            assertThat(schedules.schedule(2).window()).contains(later);
            assertThat(schedules.schedule(2).points()).isEmpty();
            assertThat(schedules.schedule(4).points()).containsExactly(new SwitchPoint(2000, 1));
        }
    }

    /** Each of these windows has the same four kinds. */
    @Test
    void oneOfEachKindIsHeldThenPairsThenTheOthers() throws Exception {
        TimeWindow moved = new TimeWindow(0, 1000, OptionalInt.of(2));
        try (JsonLines<PlaceRun> journal = journal()) {
            PlaceSchedules schedules = new PlaceSchedules(plan(List.of(WINDOW, moved)), tester, FINDER, journal);
            List<Integer> sizes = new ArrayList<>();
            List<OptionalInt> interrupts = new ArrayList<>();
            for (long seed = 1; seed <= 18; seed++) {
                schedules.test(seed);
                sizes.add(schedules.schedule(seed).points().size() / 3);
                interrupts.add(schedules.schedule(seed).interruptsOn());
            }
            assertThat(sizes.subList(8, 12)).as("held places of each kind").containsOnly(1);
            assertThat(sizes.subList(12, 14)).as("two of each kind of pair").containsOnly(2);
            assertThat(sizes.subList(14, 18)).as("the other places").containsOnly(1);
            assertThat(interrupts.subList(8, 18))
                    .as("those that hold processors")
                    .contains(OptionalInt.empty(), OptionalInt.of(2));
        }
    }

    @Test
    void theShareThatWasTriedIsKnown() throws Exception {
        try (JsonLines<PlaceRun> journal = journal()) {
            PlaceSchedules schedules = new PlaceSchedules(plan(List.of(WINDOW)), tester, FINDER, journal);
            List<ScheduleResult> results = new ArrayList<>();
            assertThat(schedules.coverage(results)).isEmpty();
            for (long seed = 1; seed <= 9; seed++) {
                results.add(schedules.test(seed));
                if (seed == 5) {
                    assertThat(schedules.coverage(results))
                            .contains(new PlaceCoverage(4, 1, Optional.empty(), 0, false, false));
                }
            }
            PlaceCoverage coverage = schedules.coverage(results).orElseThrow();
            assertThat(coverage).isEqualTo(new PlaceCoverage(4, 4, Optional.of(2), 1, false, false));
            assertThat(coverage.describe())
                    .isEqualTo("Held a processor at 4 of 4 places in the changed files, and another one meanwhile at"
                            + " 1 of 2 kinds of pairs");
        }
    }

    @Test
    void withoutAPlaceItEndsAndNamesAnotherPolicy() throws Exception {
        TracingTester idle = new TracingTester() {
            @Override
            public TracedResult traceOnce(Schedule schedule, PlaceFinder finder) {
                return new TracedResult(ScheduleResult.clean(schedule.seed()), read(List.of(), false));
            }

            @Override
            public ScheduleResult test(Schedule schedule) {
                return ScheduleResult.clean(schedule.seed());
            }
        };
        try (JsonLines<PlaceRun> journal = journal()) {
            PlaceSchedules schedules = new PlaceSchedules(plan(List.of(WINDOW)), idle, FINDER, journal);
            assertThat(schedules.test(1).isClean()).isTrue();
            assertThat(schedules.has(4)).isTrue();
            assertThat(schedules.has(5)).isFalse();
            Path others = Files.createDirectory(folder.resolve("results"));
            try (JsonLines<ScheduleResult> results =
                    JsonLines.open(others.resolve("schedules.jsonl"), ScheduleResult.class)) {
                List<ScheduleResult> explored = new Explorer(Progress.silent(), 2, System::nanoTime)
                        .run("base", plan(List.of(WINDOW)), results, schedules)
                        .results();
                assertThat(explored).extracting(ScheduleResult::seed).containsExactly(1L, 2L, 3L, 4L);
                PlaceCoverage coverage = schedules.coverage(explored).orElseThrow();
                assertThat(coverage).isEqualTo(new PlaceCoverage(0, 0, Optional.of(0), 0, false, false));
                assertThat(coverage.describe()).contains("--policy random");
            }
        }
    }

    private static TracingTester cutTester(List<Boolean> withLocks, boolean isRead) {
        return new TracingTester() {
            @Override
            public TracedResult traceOnce(Schedule schedule, PlaceFinder finder) {
                withLocks.add(finder.detail() == PlaceDetail.LOCKS);
                return new TracedResult(
                        ScheduleResult.clean(schedule.seed()), isRead ? read(PLACES, true) : Optional.empty());
            }

            @Override
            public ScheduleResult test(Schedule schedule) {
                return ScheduleResult.clean(schedule.seed());
            }
        };
    }

    @Test
    void aLogThatIsCutIsWrittenAgainWithoutLocksAndIfItStillIsTheCoverageSaysSo() throws Exception {
        List<Boolean> withLocks = new ArrayList<>();
        try (JsonLines<PlaceRun> journal = journal()) {
            PlaceSchedules schedules =
                    new PlaceSchedules(plan(List.of(WINDOW)), cutTester(withLocks, true), FINDER, journal);
            for (long seed = 1; seed <= 4; seed++) {
                assertThat(schedules.test(seed).isClean()).isTrue();
            }
            assertThat(withLocks).startsWith(true, false).hasSize(8);
            PlaceCoverage coverage = schedules.coverage(List.of()).orElseThrow();
            assertThat(coverage.cut()).isTrue();
            assertThat(coverage.describe()).contains("more places are not known");
        }
    }

    @Test
    void aRunThatCouldNotBeReadIsNotJournaled() throws Exception {
        try (JsonLines<PlaceRun> journal = journal()) {
            PlaceSchedules schedules =
                    new PlaceSchedules(plan(List.of(WINDOW)), cutTester(new ArrayList<>(), false), FINDER, journal);
            assertThat(schedules.test(1).isClean()).isTrue();
            assertThat(journal.values()).isEmpty();
        }
        assertThat(Files.readString(folder.resolve("places.jsonl"))).isEmpty();
    }

    @Test
    void aFailureKeepsItsKind() throws Exception {
        RunKey key = new RunKey(new Group(0, 0, 0), PlaceRun.NONE);
        try (JsonLines<PlaceRun> journal = journal()) {
            TracedRuns interrupted = new TracedRuns(journal, ignored -> {
                throw new InterruptedException();
            });
            assertThatThrownBy(() -> interrupted.run(key)).isInstanceOf(InterruptedException.class);
            TracedRuns wrong = new TracedRuns(journal, ignored -> {
                throw new ArithmeticException("wrong");
            });
            assertThatThrownBy(() -> wrong.run(key))
                    .isInstanceOf(IllegalStateException.class)
                    .hasCauseInstanceOf(ArithmeticException.class);
            TracedRuns failed = new TracedRuns(journal, ignored -> {
                throw new IOException("the lab failed");
            });
            assertThatThrownBy(() -> failed.run(key))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the lab failed");
        }
    }
}
