// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.guest.Schedule;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * Runs the whole trial, from the booted machine to its end, and judges it as any other.
 *
 * @param folder of the trials that are kept
 */
record TrialScheduleTester(
        Trial trial, TrialRunner runner, Emulator emulator, Kernel kernel, Rootfs rootfs, Path folder)
        implements ScheduleTester {
    /** Infrastructure errors may be temporary. */
    private static final int MAX_TRIES = 3;

    @Override
    public ScheduleResult test(Schedule schedule) throws IOException, InterruptedException {
        Trial scheduled = trial.withSchedule(schedule);
        Path trialFolder = folder.resolve(scheduled.folderName());
        TrialResult result;
        int tries = 0;
        do {
            result = runner.run(scheduled, emulator, kernel, rootfs, trialFolder);
            tries++;
        } while (tries < MAX_TRIES && isInfra(result));
        if (isInfra(result)) {
            throw new IOException("the lab failed in " + trialFolder + ": "
                    + result.judgement().findings() + "; the schedules before it are kept: run the same command again");
        }
        if (result.judgement().verdict() == Verdict.CLEAN) {
            PathUtils.delete(trialFolder); // another run of this schedule leaves the same
        }
        return ScheduleResult.of(schedule.seed(), result);
    }

    private static boolean isInfra(TrialResult result) {
        return result.judgement().verdict() == Verdict.INFRA;
    }
}
