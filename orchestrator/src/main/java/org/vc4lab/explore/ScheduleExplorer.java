// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.FileLocks;
import org.vc4lab.exec.Json;
import org.vc4lab.exec.JsonLines;
import org.vc4lab.explore.Explorer.ExploredSchedules;
import org.vc4lab.explore.FixedRuns.FixedFinding;
import org.vc4lab.explore.ShrunkSchedule.StoreKeys;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.BuildArtifacts;
import org.vc4lab.lab.CachingTrialRunner;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.WindowRunner.TrialPart;
import org.vc4lab.lab.model.Trial;

/**
 * Explores the schedules of trials. The store keeps a line for each schedule that was tried, by all that its result
 * depends on: an exploration that was interrupted, or of more schedules, goes on there.
 *
 * @param runner with snapshots of booted machines
 * @param shrinkLimits for the first schedule that is not clean; empty to leave it as it is
 */
public record ScheduleExplorer(
        BuildService buildService,
        TrialRunner runner,
        Progress progress,
        int parallelism,
        Optional<ShrinkLimits> shrinkLimits) {
    private static final String RESULTS = "schedules.jsonl";

    /** Of the policy {@code places}. */
    private static final String PLACES = "places/places.jsonl";

    /**
     * Explores the schedules of one trial.
     *
     * @param folder of this run, for the trials that are not clean
     */
    public Exploration explore(Trial trial, Kernel kernel, ExplorationPlan plan, Path folder)
            throws IOException, InterruptedException {
        ExplorationSetup setup = setUp(trial, kernel, folder);
        CachingTrialRunner.Result fixed = setup.run(Schedule.FIXED);
        ScheduleResult result = FixedRun.result(fixed.trialResult());
        Exploration others = exploreOthers(setup, plan, fixed.trialResult());
        return (others.fixed().isPresent() ? others : others.withFixed(result, Schedule.FIXED))
                .plusRan(fixed.booted() ? 1 : 0);
    }

    /** None if the plan needs the times of the fixed schedule, and that shows a bug or does not end. */
    private Exploration exploreOthers(ExplorationSetup setup, ExplorationPlan plan, TrialResult fixed)
            throws IOException, InterruptedException {
        if (!plan.needsTimes()) {
            return explore(setup, plan, List.of(), setup.wholeTrial());
        }
        Optional<FixedRun> run = FixedRun.of(fixed);
        return run.isPresent() && FixedRun.isOpen(fixed.judgement().verdict(), plan)
                ? exploreWindows(setup, plan, run.get())
                : new Exploration(setup.trial(), plan.withWholeTrials(), List.of());
    }

    /**
     * Explores the schedules of each trial of candidates that the fixed one shows no bug in.
     *
     * @param folder of this run
     */
    public List<Exploration> explore(
            List<CandidateResult> results, KernelResolver kernels, ExplorationPlan plan, Path folder)
            throws IOException, InterruptedException {
        List<Exploration> explorations = new ArrayList<>();
        for (CandidateResult result : results) {
            for (TrialResult trialResult : result.trials()) {
                Trial trial = trialResult.trial();
                if (FixedRun.isOpen(trialResult.judgement().verdict(), plan)
                        && buildService.buildKernel(kernels.resolve(trial.ofCase(), trial.candidate()))
                                instanceof KernelBuild.BuiltKernel built) {
                    explorations.add(explore(trial, built.kernel(), plan, folder));
                }
            }
        }
        return explorations;
    }

    /** A schedule that ran again, and the keys of what it ran on. */
    public record ReplayedSchedule(Exploration exploration, StoreKeys keys) {}

    /**
     * Runs a shrunk schedule once.
     *
     * @param trial what it is of
     * @param folder of this run, for the trial if it is not clean
     */
    public ReplayedSchedule replay(Trial trial, Kernel kernel, ShrunkSchedule shrunk, Path folder)
            throws IOException, InterruptedException {
        ExplorationSetup setup = setUp(trial, kernel, folder);
        ScheduleResult result = setup.wholeTrial().test(shrunk.schedule());
        ExplorationPlan plan = new ExplorationPlan(
                SchedulePolicy.LIST,
                0,
                Optional.empty(),
                shrunk.window().stream().toList(),
                shrunk.seed(),
                1,
                Optional.empty(),
                false);
        return new ReplayedSchedule(new Exploration(trial, plan, List.of(result)), setup.storeKeys());
    }

    private ExplorationSetup setUp(Trial trial, Kernel kernel, Path folder) throws IOException, InterruptedException {
        BuildArtifacts artifacts = BuildArtifacts.of(buildService, trial.ofCase(), kernel);
        Path trialFolders = folder.resolve(trial.candidate().name());
        TrialScheduleTester wholeTrial = new TrialScheduleTester(trial, runner, artifacts, trialFolders);
        return new ExplorationSetup(trial, artifacts, CachingTrialRunner.of(buildService.store(), runner), wholeTrial);
    }

    /** A finding of the fixed schedule with interrupts on another processor is that of the fixed schedule. */
    private Exploration exploreWindows(ExplorationSetup setup, ExplorationPlan plan, FixedRun run)
            throws IOException, InterruptedException {
        FixedRuns fixed = FixedRuns.of(run, plan, parallelism, setup::run);
        Optional<FixedFinding> finding = fixed.finding();
        if (finding.isPresent()) {
            return new Exploration(setup.trial(), plan.withWholeTrials(), List.of())
                    .withFixed(finding.get().result(), finding.get().schedule())
                    .plusRan(fixed.booted());
        }
        ExploredWindows windows = ExploredWindows.of(setup, plan, fixed.runs(), buildService.store());
        return explore(setup, windows.plan(), windows.parts(), windows.tester())
                .plusRan(windows.ran() + fixed.booted());
    }

    @SuppressWarnings("try") // the lock is only held
    private Exploration explore(
            ExplorationSetup setup, ExplorationPlan plan, List<TrialPart> parts, TracingTester tester)
            throws IOException, InterruptedException {
        CacheKey key = setup.key(setup.trial().schedule(), plan.policy())
                .addText("schedules", Json.mapper().writeValueAsString(plan.allButSeed(parts)));
        Store store = buildService.store();
        String area = "explored-" + key.id();
        try (FileLocks.Held held = store.lock(area)) { // first: without it the area may be evicted
            Path folder = store.workArea(area);
            try (JsonLines<ScheduleResult> journal = openJournal(folder.resolve(RESULTS), ScheduleResult.class);
                    JsonLines<PlaceRun> placeJournal = openJournal(folder.resolve(PLACES), PlaceRun.class)) {
                SeededSchedules schedules = plan.policy() == SchedulePolicy.PLACES
                        ? new PlaceSchedules(plan, tester, placeFinder(setup), placeJournal)
                        : SeededSchedules.of(plan, tester);
                ExploredSchedules explored = new Explorer(progress, parallelism, System::nanoTime)
                        .run(setup.name(), plan, journal, schedules);
                Exploration exploration = new Exploration(setup.trial(), plan, explored.results())
                        .withRan(explored.ran())
                        .withPlaces(schedules.coverage(explored.results()));
                FindingShrinker shrinker = new FindingShrinker(setup, schedules, tester, progress);
                Exploration known = shrinker.withWorstSchedule(exploration);
                return shrinkLimits.isPresent() ? shrinker.withShrunk(known, shrinkLimits.get()) : known;
            }
        }
    }

    private static <T> JsonLines<T> openJournal(Path file, Class<T> type) throws IOException {
        Files.createDirectories(file.getParent());
        return JsonLines.open(file, type);
    }

    private PlaceFinder placeFinder(ExplorationSetup setup) throws IOException {
        return setup.findPlaceFinder()
                .orElseThrow(() -> new IOException("the emulator's witness cannot watch this kernel, so its places are"
                        + " not known: choose another policy, such as --policy random"));
    }
}
