// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.explore.PlaceFinder.ReadPlaces;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.BuildArtifacts;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.TrialRetries;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.WindowRunner.FolderReader;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.lab.witness.ClaimWatch;
import org.vc4lab.lab.witness.WitnessExtension;

/**
 * Runs the whole trial, from the booted machine to its end, and judges it as any other.
 *
 * @param folder of the trials that are kept
 */
record TrialScheduleTester(Trial trial, TrialRunner runner, BuildArtifacts artifacts, Path folder)
        implements TracingTester {
    @Override
    public ScheduleResult test(Schedule schedule) throws IOException, InterruptedException {
        return test(schedule, ClaimWatch.NONE, files -> {});
    }

    /** With the places of the schedule's window. */
    @Override
    public TracedResult traceOnce(Schedule schedule, PlaceFinder finder) throws IOException, InterruptedException {
        TimeWindow window = schedule.window().orElseThrow();
        List<ReadPlaces> read = new ArrayList<>();
        ScheduleResult result =
                test(schedule, finder.traced(window), files -> read.add(finder.read(files.callLog(), window)));
        return new TracedResult(result, read.stream().findFirst());
    }

    /** The places of the scenario under the fixed schedule, with the interrupts as in that run. */
    ReadPlaces readFixed(TimeWindow scenario, PlaceFinder finder) throws IOException, InterruptedException {
        List<ReadPlaces> read = new ArrayList<>();
        ScheduleResult result = test(
                Schedule.fixed(scenario.interruptsOn()),
                finder.traced(scenario),
                files -> read.add(finder.read(files.callLog(), scenario)));
        return read.stream()
                .findFirst()
                .orElseThrow(() -> new IOException("no calls are known of the fixed schedule: " + result.failure()));
    }

    private ScheduleResult test(Schedule schedule, WitnessExtension extension, FolderReader reader)
            throws IOException, InterruptedException {
        Trial scheduled = trial.withSchedule(schedule);
        Path trialFolder = folder.resolve(scheduled.folderName());
        TrialResult result =
                TrialRetries.runUntilJudged(() -> runner.run(scheduled, artifacts, trialFolder, extension));
        if (result.isInfra()) {
            throw new IOException("the lab failed in " + trialFolder + ": "
                    + result.judgement().findings() + "; the schedules before it are kept: run the same command again");
        }
        reader.read(new TrialFolder(trialFolder));
        if (result.judgement().verdict() == Verdict.CLEAN) {
            PathUtils.delete(trialFolder); // another run of this schedule leaves the same
        }
        return ScheduleResult.of(schedule.seed(), result);
    }
}
