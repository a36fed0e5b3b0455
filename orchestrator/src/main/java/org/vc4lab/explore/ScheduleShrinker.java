// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.build.store.Progress.ProgressTask;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SwitchPoint;
import org.vc4lab.shrink.FailureShrinker;
import org.vc4lab.shrink.FailureShrinker.FailureTest;
import org.vc4lab.shrink.FailureShrinker.ShrunkFailure;

/**
 * Finds the fewest switches that have to be forced for a trial to fail as it does under a schedule.
 *
 * @param tester of lists, which need not run the whole trial
 * @param wholeTrial for the record
 * @param nanoClock the host's clock, such as {@link System#nanoTime}
 */
record ScheduleShrinker(
        ScheduleTester tester,
        ScheduleTester wholeTrial,
        ShrinkLimits limits,
        LongSupplier nanoClock,
        ProgressTask progress) {
    /**
     * A list that fails.
     *
     * @param switches what each of its points leads to; some may lead to none
     * @param nearest what it leads to without one of its points; empty if that is not known to be another result
     */
    record ShrunkSwitches(
            List<SwitchPoint> points,
            List<Optional<RecordedSwitch>> switches,
            Optional<ScheduleResult> nearest,
            int tests,
            boolean minimal) {
        /** The first switch that the points of each time lead to. */
        List<Optional<RecordedSwitch>> switchesOfEachTime() {
            Map<Long, Optional<RecordedSwitch>> ofTimes = new LinkedHashMap<>();
            for (int i = 0; i < points.size(); i++) {
                ofTimes.merge(points.get(i).atNanos(), switches.get(i), ShrunkSwitches::earlier);
            }
            return List.copyOf(ofTimes.values());
        }

        private static Optional<RecordedSwitch> earlier(
                Optional<RecordedSwitch> first, Optional<RecordedSwitch> second) {
            return Stream.concat(first.stream(), second.stream())
                    .min(Comparator.comparingLong(RecordedSwitch::atNanos));
        }
    }

    /**
     * Shrinks one schedule.
     *
     * @throws IOException if its record does not fail as it does, or after an infrastructure error
     */
    ShrunkSwitches shrink(ScheduleResult finding, Schedule schedule) throws IOException, InterruptedException {
        long start = nanoClock.getAsLong();
        RecordedRun again = record(schedule);
        if (!again.result().failsLike(finding)) {
            throw new IOException("run again it is " + again.result().failure() + " and not " + finding.failure()
                    + ": the lab does not do the same each time; report it");
        }
        List<SwitchPoint> recorded =
                again.switches().stream().map(RecordedSwitch::point).toList();
        ScheduleResult reference = tester.equals(wholeTrial) ? finding : tester.testQuickly(schedule);
        Map<List<SwitchPoint>, ScheduleResult> results = new HashMap<>();
        FailureTest<SwitchPoint> failureTest = points -> {
            if (!results.containsKey(points)) {
                results.put(points, deleted(tester.testQuickly(schedule.withPoints(points))));
                progress.update(results.size(), limits.tests());
            }
            return Objects.requireNonNull(results.get(points)).failsLike(reference);
        };
        FailureTest<List<SwitchPoint>> rankingTest = rankings -> failureTest.fails(pointsOf(rankings));
        BooleanSupplier isLate =
                () -> nanoClock.getAsLong() - start >= limits.time().toNanos();
        // what the policy forced if that fails in the same way, otherwise the whole record
        Optional<ShrunkFailure<List<SwitchPoint>>> ofForced = new FailureShrinker<>(rankingTest, limits.tests(), isLate)
                .shrink(rankingsOf(ForcedSwitches.of(schedule, again.switches())));
        ShrunkFailure<List<SwitchPoint>> shrunk = ofForced.isPresent()
                ? ofForced.get()
                : new FailureShrinker<>(rankingTest, Math.max(1, limits.tests() - results.size()), isLate)
                        .shrink(rankingsOf(recorded))
                        .orElseThrow(() -> new IOException("as a list of " + recorded.size() + " switches it does not"
                                + " fail in the same way: the lab does not do the same each time; report it"));
        int testsLeft = limits.tests() - results.size();
        ShrunkFailure<SwitchPoint> shortest = shrunk.minimal() && testsLeft > 0
                ? new FailureShrinker<>(failureTest, testsLeft, isLate).shrinkByOne(pointsOf(shrunk.items()))
                : new ShrunkFailure<>(
                        pointsOf(shrunk.items()), shrunk.nearestPassing().map(ScheduleShrinker::pointsOf), false);
        List<SwitchPoint> points = shortest.items();
        RecordedRun fewest = record(schedule.withPoints(points));
        if (!fewest.result().failsLike(finding) && !tester.equals(wholeTrial)) {
            // what the part needs to fail is not all that the rest of the trial needs
            return new ScheduleShrinker(wholeTrial, wholeTrial, limits, nanoClock, progress).shrink(finding, schedule);
        }
        return new ShrunkSwitches(
                points,
                switchesOf(points, fewest.switches()),
                shortest.nearestPassing().map(passing -> Optional.ofNullable(results.get(passing))
                        .orElseThrow()),
                results.size(),
                shortest.minimal());
    }

    /**
     * Points of one time are one ranking of the processors, such as that after one is held, which makes it the last.
     */
    private static List<List<SwitchPoint>> rankingsOf(List<SwitchPoint> points) {
        Map<Long, List<SwitchPoint>> rankings = new LinkedHashMap<>();
        points.forEach(point -> rankings.computeIfAbsent(point.atNanos(), time -> new ArrayList<>())
                .add(point));
        return List.copyOf(rankings.values());
    }

    private static List<SwitchPoint> pointsOf(List<List<SwitchPoint>> rankings) {
        return rankings.stream().flatMap(List::stream).toList();
    }

    /** The whole trial and its switches. */
    private record RecordedRun(ScheduleResult result, List<RecordedSwitch> switches) {}

    private RecordedRun record(Schedule schedule) throws IOException, InterruptedException {
        ScheduleResult result = wholeTrial.test(schedule.recording());
        List<RecordedSwitch> switches = result.folder().isEmpty()
                ? List.of()
                : readRecord(Path.of(result.folder().get()).resolve(Schedule.RECORD_FILE));
        return new RecordedRun(deleted(result), switches);
    }

    private static ScheduleResult deleted(ScheduleResult result) throws IOException {
        if (result.folder().isPresent()) {
            PathUtils.delete(Path.of(result.folder().get()));
        }
        return result;
    }

    /** A guest that took over the emulator may have left anything in its place. */
    static List<RecordedSwitch> readRecord(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("the emulator left no record of its switches: there is no file " + file);
        }
        try {
            return BoundedFiles.readPlainString(file, StandardCharsets.US_ASCII)
                    .lines()
                    .map(RecordedSwitch::parse)
                    .toList();
        } catch (IllegalArgumentException broken) {
            throw new IOException(file + ": " + broken.getMessage(), broken);
        }
    }

    /** A processor that waits when it becomes the first has its turn later. */
    static List<Optional<RecordedSwitch>> switchesOf(List<SwitchPoint> points, List<RecordedSwitch> recorded) {
        List<Optional<RecordedSwitch>> switches = new ArrayList<>();
        for (SwitchPoint point : points) {
            switches.add(recorded.stream()
                    .filter(line -> line.atNanos() >= point.atNanos() && line.cpu() == point.cpu() && line.isSwitch())
                    .findFirst());
        }
        return switches;
    }
}
