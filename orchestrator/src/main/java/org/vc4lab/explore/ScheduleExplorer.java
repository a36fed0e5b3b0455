// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.kernel.KernelDebugInfo;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.FileLocks;
import org.vc4lab.exec.Json;
import org.vc4lab.exec.JsonLines;
import org.vc4lab.explore.Exploration.KeptSchedule;
import org.vc4lab.explore.Explorer.ExploredSchedules;
import org.vc4lab.explore.FixedRuns.FixedFinding;
import org.vc4lab.explore.PlaceFinder.PlaceDetail;
import org.vc4lab.explore.ScheduleShrinker.ShrunkSwitches;
import org.vc4lab.explore.ShrunkSchedule.StoreKeys;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.CachingTrialRunner;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.LabCode;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.WindowRunner;
import org.vc4lab.lab.WindowRunner.TrialPart;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.witness.Witness;

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

    /** Behind the name of the trial's folder. */
    private static final String SCHEDULE_SUFFIX = ".schedule.json";

    /** This package decides what a result is, and no trial depends on it. */
    private static final String CODE = "explore";

    /** This one decides which places there are. */
    private static final String TRACING_CODE = "trace";

    /**
     * After which the shortest list that is known to fail is the result.
     *
     * @param tests at least 1
     */
    public record ShrinkLimits(int tests, Duration time) {
        public static final ShrinkLimits DEFAULT = new ShrinkLimits(60, Duration.ofMinutes(2));
    }

    /** What all trials of an exploration share. */
    private record ExplorationSetup(
            Trial trial, Emulator emulator, Kernel kernel, Rootfs rootfs, TrialScheduleTester wholeTrial) {
        String name() {
            return trial.candidate().name() + ", " + trial.scenario().name() + ", "
                    + trial.profile().name();
        }

        StoreKeys keys() {
            return StoreKeys.of(emulator, kernel, rootfs);
        }

        CachingTrialRunner.Result run(CachingTrialRunner cachingRunner, Schedule schedule)
                throws IOException, InterruptedException {
            return cachingRunner.run(trial.withSchedule(schedule), emulator, kernel, rootfs);
        }
    }

    /**
     * Explores the schedules of one trial.
     *
     * @param folder of this run, for the trials that are not clean
     */
    public Exploration explore(Trial trial, Kernel kernel, ExplorationPlan plan, Path folder)
            throws IOException, InterruptedException {
        ExplorationSetup setup = setUp(trial, kernel, folder);
        CachingTrialRunner cachingRunner = CachingTrialRunner.of(buildService.store(), runner);
        CachingTrialRunner.Result fixed = setup.run(cachingRunner, Schedule.FIXED);
        ScheduleResult result = FixedRun.result(fixed.trialResult());
        Exploration others = exploreOthers(setup, plan, fixed.trialResult(), cachingRunner);
        return (others.fixed().isPresent() ? others : others.withFixed(result, Schedule.FIXED))
                .plusRan(fixed.booted() ? 1 : 0);
    }

    /** None if the plan needs the times of the fixed schedule, and that shows a bug or does not end. */
    private Exploration exploreOthers(
            ExplorationSetup setup, ExplorationPlan plan, TrialResult fixed, CachingTrialRunner cachingRunner)
            throws IOException, InterruptedException {
        if (!plan.needsTimes()) {
            return explore(setup, plan, List.of(), cachingRunner, setup.wholeTrial());
        }
        Optional<FixedRun> run = FixedRun.of(fixed);
        return run.isPresent() && FixedRun.isOpen(fixed.judgement().verdict(), plan)
                ? exploreWindows(setup, plan, run.get(), cachingRunner)
                : new Exploration(setup.trial(), plan.withWholeTrials(), List.of());
    }

    /** All that the results of a trial's schedules depend on, but for the schedules. */
    public static CacheKey keyOf(
            CachingTrialRunner cachingRunner,
            Trial trial,
            Emulator emulator,
            Kernel kernel,
            Rootfs rootfs,
            SchedulePolicy policy)
            throws IOException {
        CacheKey key = cachingRunner
                .keyOf(trial, emulator, kernel, rootfs)
                .addText("explorer", LabCode.running().hashOf(CODE));
        return policy == SchedulePolicy.PLACES
                ? key.addText("tracer", LabCode.running().hashOf(TRACING_CODE))
                : key;
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
        return new ReplayedSchedule(new Exploration(trial, plan, List.of(result)), setup.keys());
    }

    private ExplorationSetup setUp(Trial trial, Kernel kernel, Path folder) throws IOException, InterruptedException {
        Emulator emulator = buildService.buildEmulator();
        Rootfs rootfs =
                buildService.buildRootfs(trial.ofCase().config(), trial.ofCase().additions());
        Path trialFolders = folder.resolve(trial.candidate().name());
        TrialScheduleTester wholeTrial = new TrialScheduleTester(trial, runner, emulator, kernel, rootfs, trialFolders);
        return new ExplorationSetup(trial, emulator, kernel, rootfs, wholeTrial);
    }

    /** A finding of the fixed schedule with interrupts on another processor is that of the fixed schedule. */
    private Exploration exploreWindows(
            ExplorationSetup setup, ExplorationPlan plan, FixedRun run, CachingTrialRunner cachingRunner)
            throws IOException, InterruptedException {
        FixedRuns fixed = FixedRuns.of(run, plan, parallelism, schedule -> setup.run(cachingRunner, schedule));
        Optional<FixedFinding> finding = fixed.finding();
        return (finding.isPresent()
                        ? new Exploration(setup.trial(), plan.withWholeTrials(), List.of())
                                .withFixed(finding.get().result(), finding.get().schedule())
                        : exploreWindows(setup, plan, fixed.runs(), cachingRunner))
                .plusRan(fixed.booted());
    }

    private Exploration exploreWindows(
            ExplorationSetup setup, ExplorationPlan plan, List<FixedRun> runs, CachingTrialRunner cachingRunner)
            throws IOException, InterruptedException {
        if (plan.windowLength().isEmpty()) {
            List<TimeWindow> scenarios = runs.stream().map(FixedRun::scenario).toList();
            return explore(setup, plan.withWindows(scenarios), List.of(), cachingRunner, setup.wholeTrial());
        }
        Duration length = plan.windowLength().get();
        List<TrialPart> parts = new ArrayList<>();
        int ran = 0;
        for (FixedRun run : runs) {
            List<TrialPart> aroundSamples = run.parts(length);
            MeetingWindows meetings = findMeetings(run, length, aroundSamples, setup, cachingRunner);
            parts.addAll(aroundSamples);
            meetings.windows().forEach(window -> parts.add(FixedRun.part(window)));
            ran += meetings.ran() ? 1 : 0;
        }
        if (parts.isEmpty()) {
            throw new IOException("nothing was played, so there is no window around a stream: " + setup.name());
        }
        WindowScheduleTester tester = new WindowScheduleTester(
                WindowRunner.of(runner, setup.trial(), setup.emulator(), setup.kernel(), setup.rootfs()),
                parts,
                setup.wholeTrial());
        ExplorationPlan inWindows =
                plan.withWindows(parts.stream().map(TrialPart::window).toList());
        return explore(
                        setup,
                        plan.changePoints() == 0
                                ? inWindows
                                : inWindows.withBusyTimes(busyTimes(inWindows.windows(), tester)),
                        parts,
                        cachingRunner,
                        tester)
                .plusRan(ran);
    }

    /** Where the functions that the candidate changes meet, but for windows that exist anyway. */
    private MeetingWindows findMeetings(
            FixedRun run,
            Duration length,
            List<TrialPart> aroundSamples,
            ExplorationSetup setup,
            CachingTrialRunner cachingRunner)
            throws IOException, InterruptedException {
        Optional<PlaceFinder> finder = findPlaceFinder(setup);
        if (finder.isEmpty() || setup.trial().scenario().playsOnce()) {
            return new MeetingWindows(List.of(), false);
        }
        PlaceFinder changed = finder.get().ofChangedCommands();
        TimeWindow scenario = run.scenario();
        CacheKey key = keyOf(
                        cachingRunner,
                        setup.trial().withSchedule(Schedule.fixed(scenario.interruptsOn())),
                        setup.emulator(),
                        setup.kernel(),
                        setup.rootfs(),
                        SchedulePolicy.PLACES)
                .addText("functions", String.join("\n", new TreeSet<>(changed.functions())))
                .addText("length", length.toString());
        return MeetingWindows.of(buildService.store(), key, () -> {
            List<Place> places = setup.wholeTrial().readFixed(scenario, changed).places();
            List<TimeWindow> covered =
                    aroundSamples.stream().map(TrialPart::window).toList();
            return Meetings.of(places).windows(length.toNanos(), scenario, covered);
        });
    }

    /** Most of a window is idle, and there a change point would only name who ran last. */
    private static Map<TimeWindow, Duration> busyTimes(List<TimeWindow> windows, WindowScheduleTester tester)
            throws IOException, InterruptedException {
        Map<TimeWindow, Duration> times = new HashMap<>();
        for (TimeWindow window : windows) {
            times.put(window, tester.measureBusyTime(window));
        }
        return times;
    }

    @SuppressWarnings("try") // the lock is only held
    private Exploration explore(
            ExplorationSetup setup,
            ExplorationPlan plan,
            List<TrialPart> parts,
            CachingTrialRunner cachingRunner,
            TracingTester tester)
            throws IOException, InterruptedException {
        CacheKey key = keyOf(
                        cachingRunner, setup.trial(), setup.emulator(), setup.kernel(), setup.rootfs(), plan.policy())
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
                return shrink(withWorstSchedule(exploration, schedules), schedules, setup, tester);
            }
        }
    }

    private static <T> JsonLines<T> openJournal(Path file, Class<T> type) throws IOException {
        Files.createDirectories(file.getParent());
        return JsonLines.open(file, type);
    }

    private PlaceFinder placeFinder(ExplorationSetup setup) throws IOException {
        return findPlaceFinder(setup)
                .orElseThrow(() -> new IOException("the emulator's witness cannot watch this kernel, so its places are"
                        + " not known: choose another policy, such as --policy random"));
    }

    /** Empty if the witness cannot watch the kernel. */
    private Optional<PlaceFinder> findPlaceFinder(ExplorationSetup setup) throws IOException {
        return runner.witnessOf(setup.trial().ofCase(), setup.emulator(), setup.kernel())
                .flatMap(Witness::kernel)
                .map(watched -> new PlaceFinder(
                        watched.changedFunctions().isEmpty()
                                ? setup.trial().ofCase().reports().chainFunctions()
                                : watched.changedFunctions(),
                        setup.kernel().changedFunctions(),
                        PlaceDetail.LOCKS));
    }

    /** A finding whose schedule cannot be had is one as well. */
    private Exploration withWorstSchedule(Exploration exploration, SeededSchedules schedules)
            throws InterruptedException {
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

    /** What cannot be shrunk is a finding as well. */
    private Exploration shrink(
            Exploration exploration, SeededSchedules schedules, ExplorationSetup setup, ScheduleTester tester)
            throws InterruptedException {
        Optional<ScheduleResult> finding = exploration.findings().stream().findFirst();
        if (shrinkLimits.isEmpty() || finding.isEmpty()) {
            return exploration;
        }
        try {
            return exploration.withShrunk(shrink(finding.get(), schedules, setup, tester));
        } catch (IOException failed) {
            progress.note("seed " + finding.get().seed() + " is not shrunk: " + failed.getMessage());
            return exploration;
        }
    }

    /** The file is beside the trial's folder, in which a confined emulator may write. */
    private KeptSchedule shrink(
            ScheduleResult finding, SeededSchedules schedules, ExplorationSetup setup, ScheduleTester tester)
            throws IOException, InterruptedException {
        ShrinkLimits limits = shrinkLimits.orElseThrow();
        Path trialFolder = Path.of(finding.folder().orElseThrow());
        Path file = trialFolder.resolveSibling(trialFolder.getFileName() + SCHEDULE_SUFFIX);
        if (!Files.exists(file)) {
            try (Progress.ProgressTask task = progress.start("shrinking " + setup.name(), limits.tests())) {
                Schedule schedule = schedules.schedule(finding.seed());
                ShrunkSwitches shrunk = new ScheduleShrinker(tester, setup.wholeTrial(), limits, System::nanoTime, task)
                        .shrink(finding, schedule);
                KernelDebugInfo debugInfo = new KernelDebugInfo(setup.kernel().symbols(), runner.tools());
                ShrunkSchedule kept = ShrunkSchedule.of(
                        setup.trial(), setup.keys(), schedule, finding, shrunk, SwitchDescriber.of(shrunk, debugInfo));
                AtomicFiles.write(file, Json.document(kept));
            }
        }
        return new KeptSchedule(file.toString(), ShrunkSchedule.read(file));
    }
}
