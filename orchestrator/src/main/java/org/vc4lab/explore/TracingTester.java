// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.util.Optional;
import org.vc4lab.explore.PlaceFinder.PlaceDetail;
import org.vc4lab.explore.PlaceFinder.ReadPlaces;
import org.vc4lab.guest.Schedule;

/** Runs a trial under a schedule, and can find the places of that run. Called from several threads. */
interface TracingTester extends ScheduleTester {
    /**
     * What a schedule showed.
     *
     * @param read the places of the schedule's window; empty if the machine ended before they could be read
     */
    record TracedResult(ScheduleResult result, Optional<ReadPlaces> read) {
        private boolean isCut() {
            return read.filter(ReadPlaces::cut).isPresent();
        }
    }

    /**
     * Tests one schedule, which has a window. If there are too many places, it does so again without those at locks.
     *
     * @throws IOException after an infrastructure error
     */
    default TracedResult trace(Schedule schedule, PlaceFinder finder) throws IOException, InterruptedException {
        TracedResult traced = traceOnce(schedule, finder);
        return traced.isCut() && finder.detail() == PlaceDetail.LOCKS
                ? traceOnce(schedule, finder.withoutLocks())
                : traced;
    }

    /**
     * The same, with as many places as were written.
     *
     * @throws IOException after an infrastructure error
     */
    TracedResult traceOnce(Schedule schedule, PlaceFinder finder) throws IOException, InterruptedException;
}
