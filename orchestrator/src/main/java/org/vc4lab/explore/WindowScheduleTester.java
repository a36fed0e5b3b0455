// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.explore.PlaceFinder.ReadPlaces;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.WindowRunner;
import org.vc4lab.lab.WindowRunner.PartResult;
import org.vc4lab.lab.WindowRunner.PartStart;
import org.vc4lab.lab.WindowRunner.Suspicion;
import org.vc4lab.lab.WindowRunner.TrialPart;
import org.vc4lab.lab.model.Judgement.Finding;

/** Runs a part of the trial, and the whole if that shows anything bad. */
final class WindowScheduleTester implements TracingTester {
    private static final System.Logger LOG = System.getLogger(WindowScheduleTester.class.getName());

    private final WindowRunner runner;
    private final List<TrialPart> parts;
    private final ScheduleTester wholeTrial;
    private final Map<TimeWindow, PartStart> starts = new HashMap<>();

    WindowScheduleTester(WindowRunner runner, List<TrialPart> parts, ScheduleTester wholeTrial) {
        this.runner = runner;
        this.parts = List.copyOf(parts);
        this.wholeTrial = wholeTrial;
    }

    @Override
    public ScheduleResult test(Schedule schedule) throws IOException, InterruptedException {
        return resultOf(schedule, run(schedule));
    }

    private ScheduleResult resultOf(Schedule schedule, PartResult part) throws IOException, InterruptedException {
        return part.suspicion().isEmpty()
                ? ScheduleResult.clean(schedule.seed(), part.order())
                : runWhole(schedule, part.suspicion().get(), wholeTrial);
    }

    /** A report is the result, without the whole trial. */
    @Override
    public ScheduleResult testQuickly(Schedule schedule) throws IOException, InterruptedException {
        Optional<Suspicion> suspicion = run(schedule).suspicion();
        if (suspicion.isEmpty()) {
            return ScheduleResult.clean(schedule.seed());
        }
        List<Finding> reports = suspicion.get().reports();
        return reports.isEmpty() ? wholeTrial.testQuickly(schedule) : ScheduleResult.ofPart(schedule.seed(), reports);
    }

    /** How long the processors execute in the window of a part under the fixed schedule. */
    Duration measureBusyTime(TimeWindow window) throws IOException, InterruptedException {
        return runner.measureBusyTime(startOf(window));
    }

    /** The places are those of the part. */
    @Override
    public TracedResult traceOnce(Schedule schedule, PlaceFinder finder) throws IOException, InterruptedException {
        TimeWindow window = schedule.window().orElseThrow();
        List<ReadPlaces> read = new ArrayList<>();
        PartResult part = runner.run(
                schedule,
                startOf(window),
                finder.traced(window),
                files -> read.add(finder.read(files.callLog(), window)));
        return new TracedResult(resultOf(schedule, part), read.stream().findFirst());
    }

    private PartResult run(Schedule schedule) throws IOException, InterruptedException {
        return runner.run(schedule, startOf(schedule.window().orElseThrow()));
    }

    /** A schedule that only takes longer may be clean; what the window reported is also in the whole trial. */
    static ScheduleResult runWhole(Schedule schedule, Suspicion suspicion, ScheduleTester wholeTrial)
            throws IOException, InterruptedException {
        LOG.log(Level.DEBUG, "{0}: {1}", schedule, suspicion.reason());
        ScheduleResult result = wholeTrial.test(schedule);
        if (!suspicion.reports().isEmpty() && result.isClean()) {
            throw new IOException("seed " + schedule.seed() + ": the window showed " + suspicion.reason()
                    + ", the whole trial did not: the lab does not do the same each time; report it");
        }
        return result;
    }

    /** Saved once, when it or a later one is first needed: a later machine goes on from the earlier one. */
    private synchronized PartStart startOf(TimeWindow window) throws IOException, InterruptedException {
        PartStart start = starts.get(window);
        if (start == null) {
            TrialPart part = parts.stream()
                    .filter(each -> each.window().equals(window))
                    .findFirst()
                    .orElseThrow();
            Optional<TimeWindow> earlier = latestBefore(window, parts);
            start = earlier.isPresent() ? runner.save(part, startOf(earlier.get())) : runner.save(part);
            starts.put(window, start);
        }
        return start;
    }

    /** The latest window that begins before this one, with the interrupts on the same processor. */
    static Optional<TimeWindow> latestBefore(TimeWindow window, List<TrialPart> parts) {
        return parts.stream()
                .map(TrialPart::window)
                .filter(each ->
                        each.interruptsOn().equals(window.interruptsOn()) && each.fromNanos() < window.fromNanos())
                .max(Comparator.comparingLong(TimeWindow::fromNanos));
    }
}
