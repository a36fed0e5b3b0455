// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.util.Optional;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.debug.KnownReports;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.BuildArtifacts;
import org.vc4lab.lab.CachingTrialRunner;
import org.vc4lab.lab.TrialReplay;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;

/** A trial that one can go to any place of, and its reports, some of which the store knows. */
record DebuggedTrial(TrialRunner runner, Trial trial, BuildArtifacts artifacts, KnownReports reports) {
    /** @param run of the same trial that may have seen its reports; empty for the one that the store has */
    static DebuggedTrial of(LauncherOptions.LabSession session, Trial trial, Kernel kernel, Optional<TrialFolder> run)
            throws IOException, InterruptedException {
        BuildService buildService = session.buildService();
        BuildArtifacts artifacts = BuildArtifacts.of(buildService, trial.ofCase(), kernel);
        TrialRunner runner = session.trialRunner(ClockMode.DETERMINISTIC);
        CachingTrialRunner cachingRunner = CachingTrialRunner.of(buildService.store(), runner);
        CacheKey key = cachingRunner.keyOf(trial, artifacts);
        return new DebuggedTrial(
                runner,
                trial,
                artifacts,
                new KnownReports(buildService.store(), key, run.isPresent() ? run : cachingRunner.find(key)));
    }

    /** Reads the kernel's symbols, which takes some time. */
    TrialReplay replay() throws IOException {
        return TrialReplay.of(runner, trial, artifacts);
    }
}
