// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.BuildArtifacts;
import org.vc4lab.lab.CachingTrialRunner;
import org.vc4lab.lab.LabCode;
import org.vc4lab.lab.model.Trial;

/** All that the results of a trial's schedules depend on, but for the schedules. */
public final class ExplorationKey {
    /** This package decides what a result is, and no trial depends on it. */
    private static final String CODE = "explore";

    /** This one decides which places there are. */
    private static final String TRACING_CODE = "trace";

    private ExplorationKey() {}

    public static CacheKey of(
            CachingTrialRunner cachingRunner, Trial trial, BuildArtifacts artifacts, SchedulePolicy policy)
            throws IOException {
        CacheKey key = cachingRunner
                .keyOf(trial, artifacts)
                .addText("explorer", LabCode.running().hashOf(CODE));
        return policy == SchedulePolicy.PLACES
                ? key.addText("tracer", LabCode.running().hashOf(TRACING_CODE))
                : key;
    }
}
