// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vc4lab.build.kernel.KernelDebugInfo;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.explore.Exploration.KeptSchedule;
import org.vc4lab.explore.ScheduleShrinker.ShrunkSwitches;
import org.vc4lab.guest.Schedule;

/**
 * Adds to an exploration what is known of its findings' schedules.
 *
 * @param schedules those that were explored
 * @param tester of lists, which need not run the whole trial
 */
record FindingShrinker(ExplorationSetup setup, SeededSchedules schedules, ScheduleTester tester, Progress progress) {
    /** A finding whose schedule cannot be had is one as well. */
    Exploration withWorstSchedule(Exploration exploration) throws InterruptedException {
        Optional<ScheduleResult> worst = exploration.worstFinding();
        if (worst.isEmpty()) {
            return exploration;
        }
        try {
            return exploration.withWorstSchedule(schedules.schedule(worst.get().seed()));
        } catch (IOException failed) {
            progress.note("the schedule of seed " + worst.get().seed() + " is not known: " + failed.getMessage());
            return exploration;
        }
    }

    /** Shrinks the first finding. What cannot be shrunk is a finding as well. */
    Exploration withShrunk(Exploration exploration, ShrinkLimits limits) throws InterruptedException {
        Optional<ScheduleResult> finding = exploration.findings().stream().findFirst();
        if (finding.isEmpty()) {
            return exploration;
        }
        try {
            return exploration.withShrunk(shrink(finding.get(), limits));
        } catch (IOException failed) {
            progress.note("seed " + finding.get().seed() + " is not shrunk: " + failed.getMessage());
            return exploration;
        }
    }

    /** The file is beside the trial's folder, in which a confined emulator may write. */
    private KeptSchedule shrink(ScheduleResult finding, ShrinkLimits limits) throws IOException, InterruptedException {
        Path trialFolder = Path.of(finding.folder().orElseThrow());
        Path file = trialFolder.resolveSibling(trialFolder.getFileName() + ShrunkSchedule.FILE_SUFFIX);
        if (!Files.exists(file)) {
            try (Progress.ProgressTask task = progress.start("shrinking " + setup.name(), limits.tests())) {
                Schedule schedule = schedules.schedule(finding.seed());
                ShrunkSwitches shrunk = new ScheduleShrinker(tester, setup.wholeTrial(), limits, System::nanoTime, task)
                        .shrink(finding, schedule);
                KernelDebugInfo debugInfo = new KernelDebugInfo(
                        setup.artifacts().kernel().symbols(), setup.runner().tools());
                ShrunkSchedule kept = ShrunkSchedule.of(
                        setup.trial(),
                        setup.storeKeys(),
                        schedule,
                        finding,
                        shrunk,
                        SwitchDescriber.of(shrunk, debugInfo));
                AtomicFiles.write(file, Json.document(kept));
            }
        }
        return new KeptSchedule(file.toString(), ShrunkSchedule.read(file));
    }
}
