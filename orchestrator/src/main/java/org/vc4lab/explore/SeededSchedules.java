// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.vc4lab.guest.Schedule;

/** A schedule for each seed. Called from several threads. */
interface SeededSchedules {
    /**
     * The seed's schedule.
     *
     * @throws IOException after an infrastructure error, if something has to run to know it
     */
    Schedule schedule(long seed) throws IOException, InterruptedException;

    /**
     * Whether there is one for the seed. If not, there is none for later seeds.
     *
     * @throws IOException after an infrastructure error, if something has to run to know it
     */
    default boolean has(long seed) throws IOException, InterruptedException {
        return true;
    }

    /**
     * Tests the seed's schedule.
     *
     * @throws IOException after an infrastructure error
     */
    ScheduleResult test(long seed) throws IOException, InterruptedException;

    /** How many there are, and how many of them have results; empty if any number can be drawn. Runs nothing. */
    default Optional<PlaceCoverage> coverage(List<ScheduleResult> results) throws IOException, InterruptedException {
        return Optional.empty();
    }

    /** Those that the emulator derives itself. */
    static SeededSchedules of(ExplorationPlan plan, ScheduleTester tester) {
        return new SeededSchedules() {
            @Override
            public Schedule schedule(long seed) {
                return plan.schedule(seed);
            }

            @Override
            public ScheduleResult test(long seed) throws IOException, InterruptedException {
                return tester.test(schedule(seed));
            }
        };
    }
}
