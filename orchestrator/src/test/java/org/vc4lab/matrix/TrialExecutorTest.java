// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.host.BuildEnvironment;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.Json;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.ExplorationKey;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.explore.ScheduleResult;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.Launcher;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.BuildArtifacts;
import org.vc4lab.lab.CachingTrialRunner;
import org.vc4lab.lab.LabCode;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.evidence.EvidenceBuilder;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.trace.CallFixtures;
import org.vc4lab.trace.CallsBeforeReport;

/** Infrastructure errors: an emulator that dies at once, missing files. */
class TrialExecutorTest {
    @TempDir
    Path folder;

    private final List<String> notes = new ArrayList<>();
    private TrialExecutor.CallTracer callTracer = (trial, evidence, trialFolder, artifacts) -> Optional.empty();

    private PlannedTrial plannedTrial() throws IOException, PlanException {
        return MatrixFixtures.plan(List.of("base"), List.of("play"))
                .plannedTrials()
                .get(0);
    }

    private Kernel kernel(String... kernelNotes) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no kernel");
        return new Kernel(
                file,
                file,
                file,
                file,
                file,
                List.of("atomic-sleep"),
                List.of(),
                Set.of(),
                List.of(kernelNotes),
                true,
                "kernel");
    }

    private CachingTrialRunner cachingTrialRunner(Store store) throws IOException {
        ProcessRunner processes = new ProcessRunner();
        TrialRunner runner = new TrialRunner(
                new Launcher.Local(processes),
                new BuildEnvironment.HostBuildEnvironment(processes),
                ClockMode.DETERMINISTIC,
                System::nanoTime,
                kernel().config(),
                Optional.empty());
        return new CachingTrialRunner(store, runner, "code", Optional.empty());
    }

    private TrialRecord runTrial(String emulator, Rootfs rootfs) throws Exception {
        return run(plannedTrial(), emulator, rootfs, (trial, kernel, plan, trialFolder) -> {
            throw new AssertionError("no schedules are planned");
        });
    }

    private TrialRecord run(
            PlannedTrial plannedTrial, String emulator, Rootfs rootfs, TrialExecutor.TrialExplorer explorer)
            throws Exception {
        return run(plannedTrial, emulator, rootfs, explorer, "run");
    }

    private TrialRecord run(
            PlannedTrial plannedTrial,
            String emulator,
            Rootfs rootfs,
            TrialExecutor.TrialExplorer explorer,
            String name)
            throws Exception {
        run(
                plannedTrial,
                emulator,
                rootfs,
                explorer,
                name,
                executor -> executor.runWithRetries(plannedTrial, kernel()));
        return RunDirectory.read(folder.resolve(name))
                .records()
                .values()
                .iterator()
                .next();
    }

    @FunctionalInterface
    private interface ExecutorSteps {
        void run(TrialExecutor executor) throws Exception;
    }

    private void run(
            PlannedTrial plannedTrial,
            String emulator,
            Rootfs rootfs,
            TrialExecutor.TrialExplorer explorer,
            String name,
            ExecutorSteps steps)
            throws Exception {
        Path run = folder.resolve(name);
        try (Store store = Store.open(folder.resolve("store"), Progress.silent());
                RunDirectory directory =
                        RunDirectory.create(run, MatrixFixtures.manifest(1, 1, Map.of(plannedTrial.id(), 1)));
                RunProgress progress =
                        new RunProgress(List.of(plannedTrial), new NoteCollector(notes), System::nanoTime)) {
            TrialExecutor executor = new TrialExecutor(
                    directory,
                    cachingTrialRunner(store),
                    Optional.of(explorer),
                    callTracer,
                    new Emulator(Path.of(emulator), "emulator"),
                    Map.of(plannedTrial.userlandName(), rootfs),
                    progress,
                    System::nanoTime,
                    "here");
            steps.run(executor);
        }
    }

    private record NoteCollector(List<String> notes) implements Progress {
        @Override
        public ProgressTask start(String name, long expectedSteps) {
            return Progress.silent().start(name, expectedSteps);
        }

        @Override
        public void note(String line) {
            notes.add(line);
        }
    }

    private Rootfs rootfs() throws IOException {
        Path file = Files.writeString(folder.resolve("archive"), "no userland");
        return new Rootfs(file, file, true, "userland");
    }

    private BuildArtifacts artifacts(String... kernelNotes) throws IOException {
        return new BuildArtifacts(new Emulator(Path.of("/bin/false"), "emulator"), kernel(kernelNotes), rootfs());
    }

    @Test
    void anEmulatorThatDiesIsRetriedAndIsAnInfrastructureError() throws Exception {
        TrialRecord record = runTrial("/bin/false", rootfs());
        assertThat(record.verdict()).isEqualTo(Verdict.INFRA);
        assertThat(record.provenance().tries()).isEqualTo(3);
        assertThat(record.outcome().asExpected()).isEmpty();
        assertThat(notes)
                .filteredOn(note -> note.contains("infrastructure error, tried again"))
                .hasSize(2);
        assertThat(folder.resolve("store/entries/trial")).as("it is not stored").doesNotExist();
    }

    @Test
    void unreadableAndUnwritableFilesAreInfrastructureErrors() throws Exception {
        Path gone = folder.resolve("gone");
        TrialRecord record = runTrial("/bin/false", new Rootfs(gone, gone, true, "userland"));
        assertThat(record.verdict()).isEqualTo(Verdict.INFRA);
        assertThat(record.outcome().findings().get(0).reason())
                .contains("cannot be kept")
                .contains("gone");
    }

    /** They are a part of its evidence. */
    @Test
    void aTrialOfTheSameKernelWithOtherNotesIsAnotherTrial() throws Exception {
        assertThat(keyInputs()).isEqualTo(keyInputs()).doesNotContainKey("kernel notes");
        assertThat(keyInputs("one")).isEqualTo(keyInputs("one")).isNotEqualTo(keyInputs());
        assertThat(keyInputs("one")).isNotEqualTo(keyInputs("other"));
    }

    private Map<String, String> keyInputs(String... kernelNotes) throws Exception {
        try (Store store = Store.open(folder.resolve("store"), Progress.silent())) {
            return cachingTrialRunner(store)
                    .keyOf(plannedTrial().trial(), artifacts(kernelNotes))
                    .inputs();
        }
    }

    private TrialFiles trace(TrialExecutor.CallTracer tracer) throws Exception {
        callTracer = tracer;
        Path run = folder.resolve("run");
        run(
                plannedTrial(),
                "/bin/false",
                rootfs(),
                (trial, kernel, plan, trialFolder) -> {
                    throw new AssertionError("no schedules are planned");
                },
                "run",
                executor -> {
                    Files.createDirectories(run.resolve("trials")
                            .resolve(TrialFiles.nameOf(plannedTrial().id())));
                    executor.trace(
                            plannedTrial(),
                            plannedTrial().trial(),
                            new EvidenceBuilder().build(plannedTrial().trial()),
                            folder,
                            artifacts());
                });
        return RunDirectory.read(run).filesOf(plannedTrial().id());
    }

    @Test
    void theCallsBeforeAReportAreKept() throws Exception {
        CallsBeforeReport calls = CallFixtures.beforeReport("vc4_hdmi_stop_packet");
        TrialFiles files = trace((trial, evidence, trialFolder, artifacts) -> Optional.of(calls));
        assertThat(files.calls()).contains(calls);
        assertThat(notes).isEmpty();
    }

    @Test
    void aTraceThatFailsIsNotedAndNothingElse() throws Exception {
        TrialFiles files = trace((trial, evidence, trialFolder, artifacts) -> {
            throw new IOException("the disk is full");
        });
        assertThat(files.calls()).isEmpty();
        assertThat(notes).singleElement().asString().contains(plannedTrial().id(), "the disk is full");
    }

    @Test
    void aTraceWithADefectIsNotedAndNothingElse() throws Exception {
        TrialFiles files = trace((trial, evidence, trialFolder, artifacts) -> {
            throw new IllegalStateException("a defect of the tracer");
        });
        assertThat(files.calls()).isEmpty();
        assertThat(notes).singleElement().asString().contains(plannedTrial().id(), "a defect of the tracer");
    }

    private PlannedTrial plannedSchedules() throws IOException, PlanException {
        return new PlannedTrial(
                plannedTrial().trial(),
                Optional.empty(),
                Optional.of(new PlannedSchedules(2, Optional.empty(), Optional.empty(), Optional.empty())));
    }

    private static Exploration explored(Trial trial, ExplorationPlan plan, ScheduleResult second) {
        ScheduleResult clean = new ScheduleResult(1, Verdict.CLEAN, List.of(), List.of(), Optional.empty());
        return new Exploration(trial, plan, List.of(clean, second));
    }

    @Test
    void plannedSchedulesAreExploredAndRecorded() throws Exception {
        ScheduleResult hung = new ScheduleResult(
                2, Verdict.HUNG, List.of(), List.of(new Finding(Verdict.HUNG, "a task hangs")), Optional.empty());
        List<Path> folders = new ArrayList<>();
        TrialRecord record = run(plannedSchedules(), "/bin/false", rootfs(), (trial, kernel, plan, trialFolder) -> {
            folders.add(trialFolder);
            return explored(trial, plan, hung);
        });
        assertThat(record.id()).isEqualTo(plannedTrial().id() + "/2-places");
        assertThat(record.verdict()).isEqualTo(Verdict.HUNG);
        assertThat(record.isUnexpected()).isTrue();
        assertThat(record.outcome().findings()).containsExactly(new Finding(Verdict.HUNG, "seed 2: a task hangs"));
        assertThat(record.explored().orElseThrow().result()).isEqualTo("HUNG in 1 of 2 schedules");
        assertThat(record.inputs()).isPresent();
        assertThat(folders)
                .containsExactly(folder.resolve("run/trials/" + TrialFiles.nameOf(record.id()) + "/schedules"));
        assertThat(Json.mapper().readValue(Json.line(record), TrialRecord.class))
                .isEqualTo(record);
    }

    private static Exploration withSlowFixedSchedule(Trial trial, ExplorationPlan plan) {
        ScheduleResult clean = new ScheduleResult(2, Verdict.CLEAN, List.of(), List.of(), Optional.empty());
        ScheduleResult slow = new ScheduleResult(
                ScheduleResult.NO_SEED,
                Verdict.LATENCY,
                List.of(),
                List.of(new Finding(Verdict.LATENCY, "it waits")),
                Optional.empty());
        return explored(trial, plan, clean).withFixed(slow, Schedule.FIXED);
    }

    @Test
    void aTrialThatIsTooSlowUnderTheFixedScheduleIsNotRecordedAsClean() throws Exception {
        TrialRecord record = run(
                plannedSchedules(),
                "/bin/false",
                rootfs(),
                (trial, kernel, plan, trialFolder) -> withSlowFixedSchedule(trial, plan));
        assertThat(record.verdict()).isEqualTo(Verdict.LATENCY);
        assertThat(record.outcome().asExpected()).contains(false);
        assertThat(record.outcome().reason()).contains("the fixed schedule: it waits");
        assertThat(record.explored().orElseThrow().fixed()).contains(Verdict.LATENCY);
        assertThat(Json.mapper().readValue(Json.line(record), TrialRecord.class))
                .isEqualTo(record);
    }

    @Test
    void anExplorationOfWhichNothingRanIsFromTheStore() throws Exception {
        for (int ran : List.of(0, 1)) {
            TrialRecord record = run(
                    plannedSchedules(),
                    "/bin/false",
                    rootfs(),
                    (trial, kernel, plan, trialFolder) ->
                            withSlowFixedSchedule(trial, plan).withRan(ran),
                    "run" + ran);
            assertThat(record.provenance().origin())
                    .isEqualTo(ran == 0 ? TrialRecord.Origin.STORED : TrialRecord.Origin.BOOTED);
        }
    }

    /** Or another explorer would make a trial flaky. */
    @Test
    void theInputsOfAnExplorationAreThoseOfTheExplorer() throws Exception {
        TrialRecord record = run(
                plannedSchedules(),
                "/bin/false",
                rootfs(),
                (trial, kernel, plan, trialFolder) -> withSlowFixedSchedule(trial, plan));
        try (Store store = Store.open(folder.resolve("store"), Progress.silent())) {
            assertThat(record.inputs())
                    .contains(cachingTrialRunner(store)
                            .keyOf(plannedTrial().trial(), artifacts())
                            .addText("explorer", LabCode.running().hashOf("explore"))
                            .addText("tracer", LabCode.running().hashOf("trace"))
                            .addText("schedules", "2-places")
                            .id());
        }
    }

    /** The calls that it reads decide which places there are. */
    @Test
    void theInputsOfPlacesAreThoseOfTheTracerToo() throws Exception {
        try (Store store = Store.open(folder.resolve("store"), Progress.silent())) {
            Map<SchedulePolicy, Map<String, String>> inputs = new EnumMap<>(SchedulePolicy.class);
            for (SchedulePolicy policy : List.of(SchedulePolicy.PLACES, SchedulePolicy.RANDOM)) {
                CacheKey key = ExplorationKey.of(
                        cachingTrialRunner(store), plannedTrial().trial(), artifacts(), policy);
                inputs.put(policy, key.inputs());
            }
            assertThat(inputs.get(SchedulePolicy.PLACES)).containsKey("tracer");
            assertThat(inputs.get(SchedulePolicy.RANDOM)).doesNotContainKey("tracer");
        }
    }

    /** The store keeps the schedules that were tried, so the next try goes on there. */
    @Test
    void anExplorationThatFailsIsRetriedAndIsAnInfrastructureError() throws Exception {
        List<Path> folders = new ArrayList<>();
        TrialRecord record = run(plannedSchedules(), "/bin/false", rootfs(), (trial, kernel, plan, trialFolder) -> {
            folders.add(trialFolder);
            throw new IOException("the lab failed");
        });
        assertThat(record.verdict()).isEqualTo(Verdict.INFRA);
        assertThat(record.id()).endsWith("/2-places");
        assertThat(folders).hasSize(3);
    }
}
