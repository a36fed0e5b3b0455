// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Store;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.WindowRunner;
import org.vc4lab.lab.WindowRunner.TrialPart;

/**
 * The windows of an exploration: around samples, and where functions that the candidate changes meet; or the whole
 * scenario.
 *
 * @param plan with these windows
 * @param parts of the trial; if there are none, whole trials run
 * @param ran how many trials were run to find them
 */
record ExploredWindows(ExplorationPlan plan, List<TrialPart> parts, TracingTester tester, int ran) {
    /** Finds them in the runs of the fixed schedule. Without a length of windows it is the whole scenario of each. */
    static ExploredWindows of(ExplorationSetup setup, ExplorationPlan plan, List<FixedRun> runs, Store store)
            throws IOException, InterruptedException {
        if (plan.windowLength().isEmpty()) {
            List<TimeWindow> scenarios = runs.stream().map(FixedRun::scenario).toList();
            return new ExploredWindows(plan.withWindows(scenarios), List.of(), setup.wholeTrial(), 0);
        }
        Duration length = plan.windowLength().get();
        List<TrialPart> parts = new ArrayList<>();
        int ran = 0;
        for (FixedRun run : runs) {
            List<TrialPart> aroundSamples = run.parts(length);
            MeetingWindows meetings = findMeetings(setup, run, length, aroundSamples, store);
            parts.addAll(aroundSamples);
            meetings.windows().forEach(window -> parts.add(FixedRun.part(window)));
            ran += meetings.ran() ? 1 : 0;
        }
        if (parts.isEmpty()) {
            throw new IOException("nothing was played, so there is no window around a stream: " + setup.name());
        }
        WindowScheduleTester tester = new WindowScheduleTester(
                WindowRunner.of(setup.runner(), setup.trial(), setup.artifacts()), parts, setup.wholeTrial());
        ExplorationPlan inWindows =
                plan.withWindows(parts.stream().map(TrialPart::window).toList());
        return new ExploredWindows(
                plan.changePoints() == 0 ? inWindows : inWindows.withBusyTimes(busyTimes(inWindows.windows(), tester)),
                parts,
                tester,
                ran);
    }

    /** Where the functions that the candidate changes meet, but for windows that exist anyway. */
    private static MeetingWindows findMeetings(
            ExplorationSetup setup, FixedRun run, Duration length, List<TrialPart> aroundSamples, Store store)
            throws IOException, InterruptedException {
        Optional<PlaceFinder> finder = setup.findPlaceFinder();
        if (finder.isEmpty() || setup.trial().scenario().playsOnce()) {
            return new MeetingWindows(List.of(), false);
        }
        PlaceFinder changed = finder.get().ofChangedCommands();
        TimeWindow scenario = run.scenario();
        CacheKey key = setup.key(Schedule.fixed(scenario.interruptsOn()), SchedulePolicy.PLACES)
                .addText("functions", String.join("\n", new TreeSet<>(changed.functions())))
                .addText("length", length.toString());
        return MeetingWindows.of(store, key, () -> {
            List<Place> places = setup.wholeTrial().readFixed(scenario, changed).places();
            List<TimeWindow> covered =
                    aroundSamples.stream().map(TrialPart::window).toList();
            return Meetings.of(places).windows(length.toNanos(), scenario, covered);
        });
    }

    /** Most of a window is idle, and there a change point would only name who ran last. */
    private static Map<TimeWindow, Duration> busyTimes(List<TimeWindow> windows, WindowScheduleTester tester)
            throws IOException, InterruptedException {
        Map<TimeWindow, Duration> times = new HashMap<>();
        for (TimeWindow window : windows) {
            times.put(window, tester.measureBusyTime(window));
        }
        return times;
    }
}
