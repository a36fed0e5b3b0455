// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.JsonLines;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.WindowRunner.TrialPart;
import org.vc4lab.lab.WindowRunner.WindowMark;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** Which schedules are tried, and which results count. */
class ExplorerTest {
    private static final Trial TRIAL = TestCase.trial("base", "prompt");

    private final Queue<Long> tried = new ConcurrentLinkedQueue<>();
    private final AtomicLong nanos = new AtomicLong();

    @TempDir
    Path folder;

    private ScheduleTester tester(LongPredicate isFinding) {
        return schedule -> {
            tried.add(schedule.seed());
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            return isFinding.test(schedule.seed()) ? finding(schedule) : ScheduleResult.clean(schedule.seed());
        };
    }

    private ScheduleResult finding(Schedule schedule) {
        Path trialFolder = folder.resolve(schedule.toString());
        try {
            Files.createDirectories(trialFolder);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
        return new ScheduleResult(
                schedule.seed(),
                Verdict.REPRODUCED,
                List.of("W1"),
                List.of(new Finding(Verdict.REPRODUCED, "W1: it squeaks")),
                Optional.of(trialFolder.toString()));
    }

    private static ExplorationPlan plan(long count, Optional<Duration> time, boolean keepsGoing) {
        return new ExplorationPlan(SchedulePolicy.RANDOM, 0, Optional.empty(), List.of(), 1, count, time, keepsGoing);
    }

    private Exploration explore(ExplorationPlan plan, int parallelism, ScheduleTester tester) throws Exception {
        try (JsonLines<ScheduleResult> journal =
                JsonLines.open(folder.resolve("schedules.jsonl"), ScheduleResult.class)) {
            Explorer explorer = new Explorer(Progress.silent(), parallelism, nanos::get);
            return new Exploration(
                    TRIAL,
                    plan,
                    explorer.run("base", plan, journal, SeededSchedules.of(plan, tester))
                            .results());
        }
    }

    private static List<Long> seeds(Exploration exploration) {
        return exploration.results().stream().map(ScheduleResult::seed).toList();
    }

    @Test
    void eachScheduleIsTriedOnce() throws Exception {
        Exploration exploration = explore(plan(50, Optional.empty(), false), 4, tester(seed -> false));
        List<Long> all = LongStream.rangeClosed(1, 50).boxed().toList();
        assertThat(tried).containsExactlyInAnyOrderElementsOf(all);
        assertThat(seeds(exploration)).isEqualTo(all);
        assertThat(exploration.verdict()).contains(Verdict.CLEAN);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void endsWithTheFirstFindingWhateverTheCores(int parallelism) throws Exception {
        Exploration exploration = explore(plan(1000, Optional.empty(), false), parallelism, tester(seed -> seed >= 7));
        assertThat(seeds(exploration)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(exploration.findings()).extracting(ScheduleResult::seed).containsExactly(7L);
        assertThat(tried).hasSizeLessThan(7 + parallelism);
    }

    @Test
    void keepsGoing() throws Exception {
        Exploration exploration = explore(plan(20, Optional.empty(), true), 2, tester(seed -> seed % 5 == 0));
        assertThat(exploration.results()).hasSize(20);
        assertThat(exploration.findings()).extracting(ScheduleResult::seed).containsExactly(5L, 10L, 15L, 20L);
        assertThat(exploration.verdict()).contains(Verdict.REPRODUCED);
        assertThat(exploration.asExpected()).contains(true);
    }

    @Test
    void theTimeEndsIt() throws Exception {
        Optional<Duration> time = Optional.of(Duration.ofSeconds(9));
        Exploration exploration = explore(plan(ExplorationPlan.UNLIMITED, time, false), 1, tester(seed -> false));
        assertThat(exploration.results()).hasSize(9);
        assertThat(explore(plan(ExplorationPlan.UNLIMITED, time, false), 1, tester(seed -> false))
                        .results())
                .as("a second run goes on")
                .hasSize(18);
    }

    @Test
    void goesOnWhereALabThatFailedStopped() throws Exception {
        ScheduleTester failing = schedule -> {
            if (schedule.seed() == 4) {
                throw new IOException("the disk is full");
            }
            return tester(seed -> false).test(schedule);
        };
        ExplorationPlan plan = plan(6, Optional.empty(), false);
        assertThatThrownBy(() -> explore(plan, 1, failing))
                .isInstanceOf(IOException.class)
                .hasMessage("the disk is full");
        tried.clear();
        assertThat(explore(plan, 1, tester(seed -> false)).results()).hasSize(6);
        assertThat(tried).containsExactly(4L, 5L, 6L);
    }

    /** The worker that fails is not the one whose end is waited for first. */
    @Test
    void aLabThatFailsEndsAllWorkers() {
        CountDownLatch failed = new CountDownLatch(1);
        ScheduleTester failing = schedule -> {
            if (Thread.currentThread().getName().endsWith("-thread-2")) {
                failed.countDown();
                throw new IOException("the disk is full");
            }
            failed.await();
            Thread.sleep(1);
            return tester(seed -> false).test(schedule);
        };
        assertThatThrownBy(() -> explore(plan(1000, Optional.empty(), false), 2, failing))
                .hasMessage("the disk is full");
        assertThat(tried).hasSizeLessThan(900);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aFindingCountsIfAllBeforeItWereTried(long findingSeed) throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        ScheduleTester failing = schedule -> {
            if (schedule.seed() == findingSeed) {
                failed.await();
                return finding(schedule);
            }
            if (schedule.seed() == findingSeed + 1) {
                failed.countDown();
                throw new IOException("the disk is full");
            }
            return ScheduleResult.clean(schedule.seed());
        };
        Exploration exploration = explore(plan(100, Optional.empty(), false), 2, failing);
        assertThat(exploration.findings()).extracting(ScheduleResult::seed).containsExactly(findingSeed);
    }

    @Test
    void aFindingDoesNotCountIfAnEarlierScheduleCouldNotBeTried() {
        CountDownLatch found = new CountDownLatch(1);
        ScheduleTester failing = schedule -> {
            if (schedule.seed() == 1) {
                found.await();
                throw new IOException("the disk is full");
            }
            found.countDown();
            return finding(schedule);
        };
        assertThatThrownBy(() -> explore(plan(100, Optional.empty(), false), 2, failing))
                .hasMessage("the disk is full");
    }

    @Test
    void schedulesOfOtherPartsHaveOtherResults() {
        TimeWindow window = new TimeWindow(1, 2);
        ExplorationPlan plan = plan(1, Optional.empty(), false).withWindows(List.of(window));
        TrialPart part = new TrialPart(window, Duration.ofNanos(3), WindowMark.STREAM_PLAYS);
        assertThat(Stream.of(
                                List.<TrialPart>of(),
                                List.of(part),
                                List.of(new TrialPart(window, Duration.ofNanos(4), part.mark())),
                                List.of(new TrialPart(window, part.until(), WindowMark.SCENARIO_ENDS)))
                        .map(plan::allButSeed))
                .doesNotHaveDuplicates();
    }

    /** Interrupted between a finding and the end of an earlier schedule, which may be one as well. */
    @Test
    void whatIsBeforeAKnownFindingIsTried() throws Exception {
        explore(plan(9, Optional.empty(), true), 1, schedule -> {
            if (schedule.seed() == 3) {
                return ScheduleResult.clean(9); // leaves 3 unknown
            }
            return tester(seed -> seed == 6).test(schedule);
        });
        tried.clear();
        Exploration exploration = explore(plan(100, Optional.empty(), false), 1, tester(seed -> seed == 3));
        assertThat(tried).containsExactly(3L);
        assertThat(seeds(exploration)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aFindingWhoseEvidenceIsGoneIsTriedAgain() throws Exception {
        ExplorationPlan plan = plan(3, Optional.empty(), false);
        Exploration first = explore(plan, 1, tester(seed -> seed == 2));
        Files.delete(Path.of(first.findings().get(0).folder().orElseThrow()));
        tried.clear();
        assertThat(explore(plan, 1, tester(seed -> seed == 2))).isEqualTo(first);
        assertThat(tried).containsExactly(2L);
    }

    @Test
    void onlySchedulesThatTheStoreDoesNotHaveAreSaidToRun() throws Exception {
        assertThat(countRan(3)).isEqualTo(3);
        assertThat(countRan(5)).isEqualTo(2);
        assertThat(countRan(5)).isZero();
    }

    private int countRan(int count) throws Exception {
        try (JsonLines<ScheduleResult> journal =
                JsonLines.open(folder.resolve("schedules.jsonl"), ScheduleResult.class)) {
            return new Explorer(Progress.silent(), 2, nanos::get)
                    .run(
                            "base",
                            plan(count, Optional.empty(), false),
                            journal,
                            SeededSchedules.of(plan(count, Optional.empty(), false), tester(seed -> false)))
                    .ran();
        }
    }
}
