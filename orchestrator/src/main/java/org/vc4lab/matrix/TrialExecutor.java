// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.build.store.Progress;
import org.vc4lab.lab.TrialResult;
import org.vc4lab.lab.audio.Waveform;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.TrialFolder;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.TrialRecord.Origin;
import org.vc4lab.matrix.TrialRecord.Provenance;

/** Runs single trials, records them in the run's folder with the files that reports show, and prints notes. */
final class TrialExecutor {
    private static final System.Logger LOG = System.getLogger(TrialExecutor.class.getName());

    /** Infrastructure errors may be temporary; a kernel's failures are not. */
    private static final int TRIES = 3;

    private static final int WAVEFORM_COLUMNS = 480;
    private static final List<String> REPORT_FILES = List.of("console.log", "evidence.json", "screenshot.png");

    private final RunDirectory folder;
    private final CachingTrialRunner cachingTrialRunner;
    private final Progress progress;
    private final EtaEstimator etaEstimator;
    private final String host;

    TrialExecutor(
            RunDirectory folder,
            CachingTrialRunner cachingTrialRunner,
            Progress progress,
            EtaEstimator etaEstimator,
            String host) {
        this.folder = folder;
        this.cachingTrialRunner = cachingTrialRunner;
        this.progress = progress;
        this.etaEstimator = etaEstimator;
        this.host = host;
    }

    Context createContext(BuildService buildService, List<PlannedTrial> plannedTrials, Progress.ProgressTask task)
            throws IOException, InterruptedException {
        Map<String, Rootfs> rootfsByConfig = new HashMap<>();
        for (PlannedTrial plannedTrial : plannedTrials) {
            String config = plannedTrial.trial().ofCase().config();
            if (!rootfsByConfig.containsKey(config)) {
                rootfsByConfig.put(config, buildService.buildRootfs(config));
            }
        }
        return new Context(buildService.buildEmulator(), rootfsByConfig, plannedTrials.size(), task);
    }

    /** Artefacts and counters that all trials share. */
    final class Context {
        private final Emulator emulator;
        private final Map<String, Rootfs> rootfsByConfig;
        private final int total;
        private final Progress.ProgressTask task;
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong cost = new AtomicLong();

        Context(Emulator emulator, Map<String, Rootfs> rootfsByConfig, int total, Progress.ProgressTask task) {
            this.emulator = emulator;
            this.rootfsByConfig = Map.copyOf(rootfsByConfig);
            this.total = total;
            this.task = task;
        }

        void recordNotRun(List<PlannedTrial> plannedTrials, Verdict verdict, String reason) throws IOException {
            for (PlannedTrial plannedTrial : plannedTrials) {
                addRecord(plannedTrial, TrialRecord.notRun(plannedTrial, verdict, reason, Provenance.notRun(host)));
            }
        }

        void runWithRetries(PlannedTrial plannedTrial, Kernel kernel) throws IOException, InterruptedException {
            TrialRecord record = runOnce(plannedTrial, kernel);
            int tries = 1;
            while (record.isInfra() && tries < TRIES) {
                progress.note(plannedTrial.id() + ": infrastructure error, tried again: " + infraReason(record));
                record = runOnce(plannedTrial, kernel);
                tries++;
            }
            addRecord(plannedTrial, record.withTries(tries));
        }

        private static String infraReason(TrialRecord record) {
            return record.outcome().findings().stream()
                    .filter(finding -> finding.verdict() == Verdict.INFRA)
                    .map(Finding::reason)
                    .findFirst()
                    .orElse("");
        }

        private TrialRecord runOnce(PlannedTrial plannedTrial, Kernel kernel) throws InterruptedException {
            Trial trial = plannedTrial.trial();
            Rootfs rootfs = rootfsByConfig.get(trial.ofCase().config());
            if (rootfs == null) {
                throw new IllegalStateException(trial.ofCase().config());
            }
            try {
                CachingTrialRunner.Result result = cachingTrialRunner.run(trial, emulator, kernel, rootfs);
                TrialResult trialResult = result.trialResult();
                if (Files.exists(trialResult.folder().resolve(TrialFolder.EVIDENCE))) {
                    copyReportFiles(plannedTrial, trialResult.folder(), rootfs);
                }
                Origin origin = result.booted() ? Origin.BOOTED : Origin.STORED;
                long wallMillis = trialResult.evidence().wall().toMillis();
                return TrialRecord.of(
                        plannedTrial, result.inputs(), trialResult, new Provenance(origin, 1, wallMillis, host));
            } catch (IOException failure) {
                LOG.log(Level.DEBUG, () -> plannedTrial.id() + " did not run", failure);
                String reason = String.valueOf(failure.getMessage());
                return TrialRecord.notRun(plannedTrial, Verdict.INFRA, reason, Provenance.notRun(host));
            }
        }

        private void addRecord(PlannedTrial plannedTrial, TrialRecord record) throws IOException {
            folder.add(record);
            boolean booted = record.provenance().origin() == Origin.BOOTED;
            etaEstimator.markDone(plannedTrial, booted);
            long number = done.incrementAndGet();
            task.update(cost.addAndGet(plannedTrial.cost()), 0);
            if (booted || record.isInfra() || record.isUnexpected()) {
                progress.note(String.format(
                        Locale.ROOT,
                        "[%d/%d] %s %s%s, %.1f s%s; %s",
                        number,
                        total,
                        record.id(),
                        record.verdict(),
                        record.isUnexpected()
                                ? " (expected: " + record.outcome().expected().orElseThrow() + ")"
                                : "",
                        record.provenance().wallMillis() / 1000.0,
                        booted ? "" : " when it ran",
                        etaEstimator.format()));
            }
        }
    }

    /** Runs before the trial is recorded, so that each recorded trial has its files. */
    private void copyReportFiles(PlannedTrial plannedTrial, Path trialFolder, Rootfs rootfs) throws IOException {
        Path directory = Files.createDirectories(folder.trialDirectory(plannedTrial.id()));
        for (String name : REPORT_FILES) {
            Path file = trialFolder.resolve(name);
            if (Files.exists(file)) {
                Files.copy(file, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        WaveformFile.write(directory, Waveform.of(plannedTrial.trial(), rootfs.tone(), trialFolder, WAVEFORM_COLUMNS));
    }
}
