// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.ExplorationKey;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.explore.ScheduleResult;
import org.vc4lab.lab.BuildArtifacts;
import org.vc4lab.lab.CachingTrialRunner;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.evidence.EvidenceFile;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.TrialRecord.Observations;
import org.vc4lab.matrix.TrialRecord.Origin;
import org.vc4lab.matrix.TrialRecord.Provenance;
import org.vc4lab.trace.CallsBeforeReport;

/**
 * Runs single trials, and explores the schedules of those that are planned with some, and records them in the run's
 * folder with the files that reports show.
 *
 * @param explorer empty if no trial is planned with schedules
 * @param callTracer of trials with a report
 * @param rootfsByUserland by {@link PlannedTrial#userlandName}
 */
record TrialExecutor(
        RunDirectory folder,
        CachingTrialRunner cachingTrialRunner,
        Optional<TrialExplorer> explorer,
        CallTracer callTracer,
        Emulator emulator,
        Map<String, Rootfs> rootfsByUserland,
        RunProgress progress,
        LongSupplier nanoClock,
        String host) {
    private static final System.Logger LOG = System.getLogger(TrialExecutor.class.getName());

    /** Infrastructure errors may be temporary; a kernel's failures are not. */
    private static final int MAX_TRIES = 3;

    /** In a trial's folder: those of the schedules that are not clean. */
    private static final String FINDINGS = "schedules";

    /** As {@link org.vc4lab.explore.ScheduleExplorer#explore}. */
    @FunctionalInterface
    interface TrialExplorer {
        Exploration explore(Trial trial, Kernel kernel, ExplorationPlan plan, Path folder)
                throws IOException, InterruptedException;
    }

    /** As {@link org.vc4lab.trace.ReportTracer#trace}. */
    @FunctionalInterface
    interface CallTracer {
        Optional<CallsBeforeReport> trace(Trial trial, Evidence evidence, Path folder, BuildArtifacts artifacts)
                throws IOException, InterruptedException;
    }

    TrialExecutor {
        rootfsByUserland = Map.copyOf(rootfsByUserland);
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
        Rootfs rootfs = rootfsByUserland.get(plannedTrial.userlandName());
        if (rootfs == null) {
            throw new IllegalStateException(plannedTrial.userlandName());
        }
        BuildArtifacts artifacts = new BuildArtifacts(emulator, kernel, rootfs);
        try {
            if (plannedTrial.schedules().isPresent()) {
                return explore(plannedTrial, plannedTrial.schedules().get(), artifacts, number);
            }
            CachingTrialRunner.Result result = cachingTrialRunner.run(trial, artifacts);
            TrialResult trialResult = result.trialResult();
            // before the trial is recorded, so that each recorded trial has its files
            if (Files.exists(trialResult.folder().resolve(TrialFolder.EVIDENCE))) {
                folder.filesOf(plannedTrial.id()).copyFrom(trialResult.folder(), trial, rootfs.tone());
                trace(plannedTrial, trial, trialResult.evidence(), trialResult.folder(), artifacts);
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

    /** A trial whose calls cannot be had has its verdict all the same. */
    void trace(PlannedTrial plannedTrial, Trial trial, Evidence evidence, Path trialFolder, BuildArtifacts artifacts)
            throws InterruptedException {
        try {
            Optional<CallsBeforeReport> calls = callTracer.trace(trial, evidence, trialFolder, artifacts);
            if (calls.isPresent()) {
                folder.filesOf(plannedTrial.id()).write(calls.get());
            }
        } catch (IOException | RuntimeException failed) {
            LOG.log(Level.DEBUG, () -> plannedTrial.id() + " has no calls", failed);
            String why = failed instanceof IOException ? failed.getMessage() : failed.toString();
            progress.note(plannedTrial.id() + ": no picture of the calls before the report: " + why);
        }
    }

    /** The files and observations are those of the first schedule that shows the verdict. */
    private TrialRecord explore(
            PlannedTrial plannedTrial, PlannedSchedules schedules, BuildArtifacts artifacts, int number)
            throws IOException, InterruptedException {
        Trial trial = plannedTrial.trial();
        TrialFiles files = folder.filesOf(plannedTrial.id());
        Path findings = files.folder().resolve(FINDINGS);
        long startNanos = nanoClock.getAsLong();
        Exploration exploration = explorer.orElseThrow().explore(trial, artifacts.kernel(), schedules.plan(), findings);
        long wallMillis = TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - startNanos);
        Observations observations = Observations.NONE;
        Optional<Path> failing =
                exploration.worstFinding().flatMap(ScheduleResult::folder).map(Path::of);
        if (failing.isPresent()) {
            files.copyFrom(failing.get(), trial, artifacts.rootfs().tone());
            Evidence evidence = EvidenceFile.read(failing.get()).evidence();
            observations = Observations.of(evidence);
            Optional<Trial> underSchedule = exploration.worstTrial();
            if (underSchedule.isPresent()) {
                trace(plannedTrial, underSchedule.get(), evidence, failing.get(), artifacts);
            }
        }
        String inputs = ExplorationKey.of(
                        cachingTrialRunner, trial, artifacts, schedules.plan().policy())
                .addText("schedules", schedules.name())
                .id();
        Origin origin = exploration.ran() > 0 ? Origin.BOOTED : Origin.STORED;
        return TrialRecord.of(
                plannedTrial, inputs, exploration, observations, new Provenance(origin, number, wallMillis, host));
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
