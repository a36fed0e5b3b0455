// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import org.vc4lab.guest.Schedule;

/** Runs a trial under a schedule. Called from several threads. */
@FunctionalInterface
interface ScheduleTester {
    /**
     * Tests one schedule.
     *
     * @throws IOException after an infrastructure error
     */
    ScheduleResult test(Schedule schedule) throws IOException, InterruptedException;

    /**
     * Tests one schedule as quickly as possible: results of this method are only compared with each other.
     *
     * @throws IOException after an infrastructure error
     */
    default ScheduleResult testQuickly(Schedule schedule) throws IOException, InterruptedException {
        return test(schedule);
    }
}
