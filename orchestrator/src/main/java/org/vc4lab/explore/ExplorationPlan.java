// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.WindowRunner.TrialPart;
import org.vc4lab.lab.model.Verdict;

/**
 * The schedules to try a trial under: one for each seed, in order.
 *
 * @param changePoints of the policy {@code pct}
 * @param windowLength of the parts of the trial that are run, around the first and the last sample of its newest
 *     stream; empty to run whole trials
 * @param windows the parts of the guest's time to which the policy is limited, one after the other; empty for all of it
 * @param busyTimes how long the processors execute in a window under the fixed schedule, for the change points; windows
 *     for which that is not known have theirs at any time
 * @param count how many; {@link #UNLIMITED} if only the time ends it
 * @param time after which no further schedule is started
 * @param keepsGoing whether it goes on after a schedule that is not clean
 */
public record ExplorationPlan(
        SchedulePolicy policy,
        int changePoints,
        Optional<Duration> windowLength,
        List<TimeWindow> windows,
        Map<TimeWindow, Duration> busyTimes,
        long firstSeed,
        long count,
        Optional<Duration> time,
        boolean keepsGoing) {
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Finds nine of ten ordering bugs within 100 schedules, each other policy at most six: docs/ordering-bugs.md. */
    public static final SchedulePolicy DEFAULT_POLICY = SchedulePolicy.PLACES;

    public ExplorationPlan {
        windows = List.copyOf(windows);
        busyTimes = Map.copyOf(busyTimes);
    }

    /** Without known busy times. */
    public ExplorationPlan(
            SchedulePolicy policy,
            int changePoints,
            Optional<Duration> windowLength,
            List<TimeWindow> windows,
            long firstSeed,
            long count,
            Optional<Duration> time,
            boolean keepsGoing) {
        this(policy, changePoints, windowLength, windows, Map.of(), firstSeed, count, time, keepsGoing);
    }

    /** How many change points a policy has unless it is given. */
    public static int defaultChangePoints(SchedulePolicy policy) {
        return policy == SchedulePolicy.PCT ? 1 : 0;
    }

    ExplorationPlan withWindows(List<TimeWindow> newWindows) {
        return new ExplorationPlan(policy, changePoints, windowLength, newWindows, firstSeed, count, time, keepsGoing);
    }

    ExplorationPlan withBusyTimes(Map<TimeWindow, Duration> newTimes) {
        return new ExplorationPlan(
                policy, changePoints, windowLength, windows, newTimes, firstSeed, count, time, keepsGoing);
    }

    ExplorationPlan withWholeTrials() {
        return new ExplorationPlan(
                policy, changePoints, Optional.empty(), List.of(), firstSeed, count, time, keepsGoing);
    }

    Schedule schedule(long seed) {
        Schedule schedule = withoutGauge(Schedule.ofSeed(policy, seed, changePoints, window(seed)));
        return schedule.window()
                .flatMap(this::busyTime)
                .map(schedule::withBusyTime)
                .orElse(schedule);
    }

    /** A saved machine goes on with the gauge that it was saved with, and a window's whole trial is to be the same. */
    Schedule withoutGauge(Schedule schedule) {
        return windowLength.isEmpty() ? schedule.withoutGauge() : schedule;
    }

    private Optional<Duration> busyTime(TimeWindow window) {
        return Optional.ofNullable(busyTimes.get(window)).filter(time -> !time.isZero());
    }

    /** The time in which a window has change points. */
    Duration changeTime(TimeWindow window) {
        return busyTime(window).orElse(window.until().minus(window.from()));
    }

    Optional<TimeWindow> window(long seed) {
        return windows.isEmpty() ? Optional.empty() : Optional.of(windows.get((int) ((seed - 1) % windows.size())));
    }

    /** Whether schedules are known only when it is known when things happen under the fixed one. */
    boolean needsTimes() {
        return policy == SchedulePolicy.PCT || policy == SchedulePolicy.PLACES || windowLength.isPresent();
    }

    /** Whether a trial under one of its schedules can get this verdict: see {@code lab.judge}. */
    boolean judges(Verdict verdict) {
        return windowLength.isEmpty()
                || (verdict != Verdict.BROKEN && verdict != Verdict.MASKED && verdict != Verdict.LATENCY);
    }

    /** What all its schedules have in common, for the store; without parts whole trials run. */
    List<Object> allButSeed(List<TrialPart> parts) {
        return List.of(
                policy,
                changePoints,
                windowLength.map(Duration::toString),
                windows.stream().map(this::changeTime).map(Duration::toString).toList(),
                windows,
                parts.stream().map(TrialPart::toString).toList());
    }

    boolean includes(long seed) {
        return seed >= firstSeed && seed - firstSeed < count;
    }
}
