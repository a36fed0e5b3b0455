// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.WindowRunner;
import org.vc4lab.lab.WindowRunner.PartStart;
import org.vc4lab.lab.WindowRunner.TrialPart;

/** Runs a part of the trial, and the whole if that shows anything bad. */
record WindowScheduleTester(WindowRunner runner, Map<TimeWindow, PartStart> starts, ScheduleTester wholeTrial)
        implements ScheduleTester {
    private static final System.Logger LOG = System.getLogger(WindowScheduleTester.class.getName());

    WindowScheduleTester {
        starts = Map.copyOf(starts);
    }

    /** Saves a machine for each part. */
    static WindowScheduleTester prepare(WindowRunner runner, List<TrialPart> parts, ScheduleTester wholeTrial)
            throws IOException, InterruptedException {
        Map<TimeWindow, PartStart> starts = new HashMap<>();
        for (TrialPart part : parts) {
            starts.put(part.window(), runner.save(part));
        }
        return new WindowScheduleTester(runner, starts, wholeTrial);
    }

    @Override
    public ScheduleResult test(Schedule schedule) throws IOException, InterruptedException {
        PartStart start = Objects.requireNonNull(starts.get(schedule.window().orElseThrow()));
        Optional<String> suspicion = runner.findSuspicion(schedule, start);
        suspicion.ifPresent(reason -> LOG.log(Level.DEBUG, "{0}: {1}", schedule, reason));
        return suspicion.isEmpty() ? ScheduleResult.clean(schedule.seed()) : wholeTrial.test(schedule);
    }
}
