// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.lab.CachingTrialRunner;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.TrialRecord.Origin;
import org.vc4lab.matrix.TrialRecord.Provenance;

/** Runs single trials, and records them in the run's folder with the files that reports show. */
record TrialExecutor(
        RunDirectory folder,
        CachingTrialRunner cachingTrialRunner,
        Emulator emulator,
        Map<String, Rootfs> rootfsByConfig,
        RunProgress progress,
        String host) {
    private static final System.Logger LOG = System.getLogger(TrialExecutor.class.getName());

    /** Infrastructure errors may be temporary; a kernel's failures are not. */
    private static final int MAX_TRIES = 3;

    TrialExecutor {
        rootfsByConfig = Map.copyOf(rootfsByConfig);
    }

    void recordNotRun(List<PlannedTrial> plannedTrials, Verdict verdict, String reason) throws IOException {
        for (PlannedTrial plannedTrial : plannedTrials) {
            addRecord(plannedTrial, notRun(plannedTrial, verdict, reason, 1));
        }
    }

    void runWithRetries(PlannedTrial plannedTrial, Kernel kernel) throws IOException, InterruptedException {
        TrialRecord record = runOnce(plannedTrial, kernel, 1);
        for (int number = 2; number <= MAX_TRIES && record.isInfra(); number++) {
            progress.note(plannedTrial.id() + ": infrastructure error, tried again: "
                    + record.outcome().reason().orElse(""));
            record = runOnce(plannedTrial, kernel, number);
        }
        addRecord(plannedTrial, record);
    }

    private TrialRecord runOnce(PlannedTrial plannedTrial, Kernel kernel, int number) throws InterruptedException {
        Trial trial = plannedTrial.trial();
        Rootfs rootfs = rootfsByConfig.get(trial.ofCase().config());
        if (rootfs == null) {
            throw new IllegalStateException(trial.ofCase().config());
        }
        try {
            CachingTrialRunner.Result result = cachingTrialRunner.run(trial, emulator, kernel, rootfs);
            TrialResult trialResult = result.trialResult();
            // before the trial is recorded, so that each recorded trial has its files
            if (Files.exists(trialResult.folder().resolve(TrialFolder.EVIDENCE))) {
                folder.filesOf(plannedTrial.id()).copyFrom(trialResult.folder(), trial, rootfs.tone());
            }
            Origin origin = result.booted() ? Origin.BOOTED : Origin.STORED;
            long wallMillis = trialResult.evidence().wall().toMillis();
            return TrialRecord.of(
                    plannedTrial, result.inputs(), trialResult, new Provenance(origin, number, wallMillis, host));
        } catch (IOException failure) {
            LOG.log(Level.DEBUG, () -> plannedTrial.id() + " did not run", failure);
            return notRun(plannedTrial, Verdict.INFRA, String.valueOf(failure.getMessage()), number);
        }
    }

    private TrialRecord notRun(PlannedTrial plannedTrial, Verdict verdict, String reason, int tries) {
        Provenance provenance = new Provenance(Origin.NOT_RUN, tries, 0, host);
        return TrialRecord.notRun(plannedTrial, new Finding(verdict, reason), provenance);
    }

    private void addRecord(PlannedTrial plannedTrial, TrialRecord record) throws IOException {
        folder.add(record);
        progress.markDone(plannedTrial, record);
    }
}
