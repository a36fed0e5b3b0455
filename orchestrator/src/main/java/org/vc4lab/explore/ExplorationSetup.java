// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.util.Optional;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.explore.PlaceFinder.PlaceDetail;
import org.vc4lab.explore.ShrunkSchedule.StoreKeys;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.BuildArtifacts;
import org.vc4lab.lab.CachingTrialRunner;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.witness.Witness;

/** What all trials of an exploration share. */
record ExplorationSetup(
        Trial trial, BuildArtifacts artifacts, CachingTrialRunner cachingRunner, TrialScheduleTester wholeTrial) {
    TrialRunner runner() {
        return cachingRunner.runner();
    }

    String name() {
        return trial.candidate().name() + ", " + trial.scenario().name() + ", "
                + trial.profile().name();
    }

    StoreKeys storeKeys() {
        return StoreKeys.of(artifacts);
    }

    /** Runs the whole trial, unless the store has its result. */
    CachingTrialRunner.Result run(Schedule schedule) throws IOException, InterruptedException {
        return cachingRunner.run(trial.withSchedule(schedule), artifacts);
    }

    CacheKey key(Schedule schedule, SchedulePolicy policy) throws IOException {
        return ExplorationKey.of(cachingRunner, trial.withSchedule(schedule), artifacts, policy);
    }

    /** Empty if the witness cannot watch the kernel. */
    Optional<PlaceFinder> findPlaceFinder() throws IOException {
        return runner().witnessOf(trial.ofCase(), artifacts.emulator(), artifacts.kernel())
                .flatMap(Witness::kernel)
                .map(watched -> new PlaceFinder(
                        watched.changedFunctions().isEmpty()
                                ? trial.ofCase().reports().chainFunctions()
                                : watched.changedFunctions(),
                        artifacts.kernel().changedFunctions(),
                        PlaceDetail.LOCKS));
    }
}
