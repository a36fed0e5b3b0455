// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.FileLocks;
import org.vc4lab.exec.Json;
import org.vc4lab.exec.JsonLines;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.CachingTrialRunner;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.WindowRunner;
import org.vc4lab.lab.WindowRunner.TrialPart;
import org.vc4lab.lab.model.Trial;

/**
 * Explores the schedules of trials. The store keeps a line for each schedule that was tried, by all that its result
 * depends on: an exploration that was interrupted, or of more schedules, goes on there.
 *
 * @param runner with snapshots of booted machines
 */
public record ScheduleExplorer(BuildService buildService, TrialRunner runner, Progress progress, int parallelism) {
    private static final String RESULTS = "schedules.jsonl";

    /** This package decides what a result is, and no trial depends on it. */
    private static final String CODE = "explore";

    /** What all trials of an exploration share. */
    private record ExplorationSetup(Trial trial, Emulator emulator, Kernel kernel, Rootfs rootfs) {
        String name() {
            return trial.candidate().name() + ", " + trial.scenario().name() + ", "
                    + trial.profile().name();
        }

        ScheduleTester wholeTrial(TrialRunner runner, Path folder) {
            return new TrialScheduleTester(
                    trial,
                    runner,
                    emulator,
                    kernel,
                    rootfs,
                    folder.resolve(trial.candidate().name()));
        }
    }

    /**
     * Explores the schedules of one trial.
     *
     * @param folder of this run, for the trials that are not clean
     */
    public Exploration explore(Trial trial, Kernel kernel, ExplorationPlan plan, Path folder)
            throws IOException, InterruptedException {
        Rootfs rootfs =
                buildService.buildRootfs(trial.ofCase().config(), trial.ofCase().additions());
        ExplorationSetup setup = new ExplorationSetup(trial, buildService.buildEmulator(), kernel, rootfs);
        CachingTrialRunner cachingRunner = new CachingTrialRunner(
                buildService.store(), runner, CachingTrialRunner.hashLabCode(), Optional.empty());
        if (plan.policy() != SchedulePolicy.PCT && plan.windowLength().isEmpty()) {
            return explore(setup, plan, List.of(), cachingRunner, setup.wholeTrial(runner, folder));
        }
        TrialResult fixed =
                cachingRunner.run(trial, setup.emulator(), kernel, rootfs).trialResult();
        Optional<ScheduleResult> finding = FixedRun.finding(fixed);
        Optional<FixedRun> run = FixedRun.of(fixed);
        return finding.isPresent() || run.isEmpty()
                ? new Exploration(trial, plan.withWholeTrials(), List.of(finding.orElse(ScheduleResult.of(0, fixed))))
                : exploreWindows(setup, plan, run.get(), cachingRunner, folder);
    }

    private Exploration exploreWindows(
            ExplorationSetup setup, ExplorationPlan plan, FixedRun run, CachingTrialRunner cachingRunner, Path folder)
            throws IOException, InterruptedException {
        ScheduleTester wholeTrial = setup.wholeTrial(runner, folder);
        if (plan.windowLength().isEmpty()) {
            return explore(setup, plan.withWindows(List.of(run.scenario())), List.of(), cachingRunner, wholeTrial);
        }
        List<TrialPart> parts = run.parts(plan.windowLength().get());
        if (parts.isEmpty()) {
            throw new IOException("nothing was played, so there is no window around a stream: " + setup.name());
        }
        ScheduleTester tester = new WindowScheduleTester(
                WindowRunner.of(runner, setup.trial(), setup.emulator(), setup.kernel(), setup.rootfs()),
                parts,
                wholeTrial);
        List<TimeWindow> windows = parts.stream().map(TrialPart::window).toList();
        return explore(setup, plan.withWindows(windows), parts, cachingRunner, tester);
    }

    private Exploration explore(
            ExplorationSetup setup,
            ExplorationPlan plan,
            List<TrialPart> parts,
            CachingTrialRunner cachingRunner,
            ScheduleTester tester)
            throws IOException, InterruptedException {
        CacheKey key = cachingRunner
                .keyOf(setup.trial(), setup.emulator(), setup.kernel(), setup.rootfs())
                .addText("explorer", CachingTrialRunner.hashPackage(CODE))
                .addText("schedules", Json.mapper().writeValueAsString(plan.allButSeed(parts)));
        return new Exploration(setup.trial(), plan, explore(setup.name(), key, plan, tester));
    }

    @SuppressWarnings("try") // the lock is only held
    private List<ScheduleResult> explore(String name, CacheKey key, ExplorationPlan plan, ScheduleTester tester)
            throws IOException, InterruptedException {
        Store store = buildService.store();
        String area = "explored-" + key.id();
        try (FileLocks.Held held = store.lock(area)) { // first: without it the area may be evicted
            Path journalFile = Files.createDirectories(store.workArea(area)).resolve(RESULTS);
            try (JsonLines<ScheduleResult> journal = JsonLines.open(journalFile, ScheduleResult.class)) {
                return new Explorer(progress, parallelism, System::nanoTime).run(name, plan, journal, tester);
            }
        }
    }
}
