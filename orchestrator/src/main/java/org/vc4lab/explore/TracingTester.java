// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.util.List;
import org.vc4lab.guest.Schedule;

/** Runs a trial under a schedule, and can find the places of that run. Called from several threads. */
interface TracingTester extends ScheduleTester {
    /**
     * What a schedule showed.
     *
     * @param places those of the schedule's window, in the order of time
     */
    record TracedResult(ScheduleResult result, List<Place> places) {}

    /**
     * Tests one schedule, which has a window.
     *
     * @throws IOException after an infrastructure error
     */
    TracedResult trace(Schedule schedule, PlaceFinder finder) throws IOException, InterruptedException;
}
