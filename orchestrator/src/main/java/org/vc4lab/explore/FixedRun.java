// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.WindowRunner.TrialPart;
import org.vc4lab.lab.WindowRunner.WindowMark;
import org.vc4lab.lab.evidence.ConsoleLog;
import org.vc4lab.lab.model.Verdict;

/**
 * When things happened in the trial with the fixed schedule.
 *
 * @param scenario from its first line to its end
 * @param firstSample of the newest stream; empty if nothing was played
 * @param lastSample of any
 */
record FixedRun(TimeWindow scenario, OptionalLong firstSample, OptionalLong lastSample) {
    /** A report is printed within this time, and most schedules come as far as the fixed one. */
    private static final Duration TAIL = Duration.ofMillis(10);

    private static final Pattern LINE = Pattern.compile("(?<nanos>\\d{1,18}) vc4lab: (?<event>begin|end) scenario=.*");

    /**
     * What the trial shows.
     *
     * @throws IOException after an infrastructure error
     */
    static ScheduleResult result(TrialResult result) throws IOException {
        if (result.isInfra()) {
            throw new IOException("the lab failed in the trial with the fixed schedule: "
                    + result.judgement().findings());
        }
        return ScheduleResult.of(ScheduleResult.NO_SEED, result)
                .withReason(result.trial().schedule().describeInterrupts());
    }

    /**
     * Whether a plan can show more than the fixed schedule, which got this verdict. What exceeds a limit of time does
     * so in any schedule that is judged by it.
     */
    static boolean isOpen(Verdict verdict, ExplorationPlan plan) {
        return verdict == Verdict.CLEAN || (verdict == Verdict.LATENCY && !plan.judges(verdict));
    }

    /** Empty if the scenario did not end. */
    static Optional<FixedRun> of(TrialResult result) throws IOException {
        Path transcript = result.folder().resolve(Machine.TRANSCRIPT);
        OptionalLong begin = OptionalLong.empty();
        OptionalLong end = OptionalLong.empty();
        for (String line : ConsoleLog.read(transcript).lines()) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                OptionalLong nanos = OptionalLong.of(Long.parseLong(parts.group("nanos")));
                begin = parts.group("event").equals("begin") ? nanos : begin;
                end = parts.group("event").equals("end") ? nanos : end;
            }
        }
        return begin.isPresent() && end.isPresent() && begin.getAsLong() < end.getAsLong()
                ? Optional.of(new FixedRun(
                        new TimeWindow(
                                begin.getAsLong(),
                                end.getAsLong(),
                                result.trial().schedule().interruptsOn()),
                        sample(result, DeviceEvidence.FifoEvidence::firstWordNanos),
                        sample(result, DeviceEvidence.FifoEvidence::lastWordNanos)))
                : Optional.empty();
    }

    private static OptionalLong sample(TrialResult result, ToLongFunction<DeviceEvidence.FifoEvidence> time) {
        return result.evidence().hardware().devices().stream()
                .mapToLong(devices -> time.applyAsLong(devices.fifo()))
                .filter(nanos -> nanos >= 0)
                .findFirst();
    }

    /** The parts around the first and the last sample; one if they overlap, none if nothing was played. */
    List<TrialPart> parts(Duration length) {
        if (firstSample.isEmpty() || lastSample.isEmpty()) {
            return List.of();
        }
        TimeWindow start = around(firstSample.getAsLong(), length);
        TimeWindow stop = around(lastSample.getAsLong(), length);
        Duration end = max(stop.until(), scenario.until()).plus(TAIL);
        if (start.untilNanos() >= stop.fromNanos()) {
            TimeWindow both = new TimeWindow(start.fromNanos(), stop.untilNanos(), scenario.interruptsOn());
            return List.of(new TrialPart(both, end, WindowMark.SCENARIO_ENDS));
        }
        return List.of(
                new TrialPart(start, start.until().plus(TAIL), WindowMark.STREAM_PLAYS),
                new TrialPart(stop, end, WindowMark.SCENARIO_ENDS));
    }

    /** One in the midst of the scenario: what hangs there shows only behind it. */
    static TrialPart part(TimeWindow window) {
        return new TrialPart(window, window.until().plus(TAIL), WindowMark.WINDOW_ENDS);
    }

    private TimeWindow around(long nanos, Duration length) {
        long half = length.toNanos() / 2;
        return new TimeWindow(Math.max(scenario.fromNanos(), nanos - half), nanos + half, scenario.interruptsOn());
    }

    private static Duration max(Duration first, Duration second) {
        return first.compareTo(second) > 0 ? first : second;
    }
}
