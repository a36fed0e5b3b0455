// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.TestEngine;
import org.vc4lab.TestSandbox;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.container.Isolation;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.explore.ScheduleExplorer;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.Launcher;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialSelection;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.patch.SeriesReader;

/** The whole lab on this machine, with its own set-up and the user's store: for the tests that boot. */
public final class TestLab implements AutoCloseable {
    public static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    public static final String CASE = "vc4-hdmi-atomic-sleep";
    static final Path MISLEADING_PATCHES = HOME.resolve("orchestrator/src/test/patches");

    private static final int PARALLELISM = 2;
    private static final Progress PROGRESS = new PrintedProgress();

    private final ProcessRunner processes = new ProcessRunner();
    private final BuildService buildService;
    private final Case ofCase;

    private TestLab(Map<String, String> environment, String config, Isolation isolation)
            throws IOException, InterruptedException {
        this(environment, read(HOME.resolve("patches"), CASE, config), isolation);
    }

    private TestLab(Map<String, String> environment, Case ofCase, Isolation isolation)
            throws IOException, InterruptedException {
        this.ofCase = ofCase;
        BuildService.hostPackages(HOME, List.of(ofCase.config()), processes, PROGRESS)
                .install();
        this.buildService = BuildService.open(HOME, environment, processes, PROGRESS, isolation);
    }

    private static Case read(Path cases, String name, String config) throws IOException {
        try {
            Case unmodified = new CaseRepository(cases, Faults.read(HOME)).read(name);
            return config.isEmpty() ? unmodified : unmodified.withConfig(config);
        } catch (UnknownNameException gone) {
            throw new IllegalStateException(gone);
        }
    }

    /**
     * With a case in another folder, in sandboxes; skipped where they do not work.
     *
     * @param config empty for the case's own
     */
    static TestLab openInSandboxes(Path cases, String name, String config) throws IOException, InterruptedException {
        return new TestLab(
                System.getenv(),
                read(cases, name, config),
                new Isolation.InSandbox(TestSandbox.orSkip(new ProcessRunner())));
    }

    /** With a case of the tests, as it is on a kernel. */
    static TestLab openTestCase(String name, String kernel) throws IOException, InterruptedException {
        Case testCase = read(HOME.resolve("orchestrator/src/test/cases"), name, "");
        try {
            return new TestLab(System.getenv(), testCase.withKernel(kernel), Isolation.NONE);
        } catch (UnknownNameException gone) {
            throw new IllegalStateException(gone);
        }
    }

    static TestLab open() throws IOException, InterruptedException {
        return new TestLab(System.getenv(), "", Isolation.NONE);
    }

    /** With kernels built, and machines run, in containers; skipped where there is no engine. */
    static TestLab openInContainers() throws IOException, InterruptedException {
        return new TestLab(System.getenv(), "", new Isolation.InContainers(TestEngine.orSkip(new ProcessRunner())));
    }

    /** With kernels built, and machines run, in sandboxes; skipped where they do not work. */
    static TestLab openInSandboxes() throws IOException, InterruptedException {
        return new TestLab(System.getenv(), "", new Isolation.InSandbox(TestSandbox.orSkip(new ProcessRunner())));
    }

    /** The same with a store of its own, which takes downloads from the user's. */
    static TestLab openInSandboxes(Path store) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put(
                "VC4LAB_SOURCES", Store.location(environment).resolve("sources").toString());
        environment.put(Store.VARIABLE, store.toString());
        return new TestLab(environment, "", new Isolation.InSandbox(TestSandbox.orSkip(new ProcessRunner())));
    }

    /** With the case on another kernel configuration than its own. */
    static TestLab open(String config) throws IOException, InterruptedException {
        return new TestLab(System.getenv(), config, Isolation.NONE);
    }

    /** Where the trials of a test leave their evidence; it stays, for whoever asks why a test failed. */
    static Path trialFolder(Class<?> test) {
        String run = test.getSimpleName() + "-" + ProcessHandle.current().pid();
        return HOME.resolve("orchestrator/target/trials").resolve(run);
    }

    Rootfs rootfs() throws IOException, InterruptedException {
        return buildService.buildRootfs(ofCase.config(), ofCase.additions());
    }

    Case ofCase() {
        return ofCase;
    }

    BuildService workshop() {
        return buildService;
    }

    ProcessRunner processes() {
        return processes;
    }

    Candidate candidate(String name) {
        try {
            return ofCase.candidate(name);
        } catch (UnknownNameException unknown) {
            throw new IllegalArgumentException(unknown);
        }
    }

    Candidate misleadingCandidate(String name) {
        return ofCase.candidate(MISLEADING_PATCHES.resolve(name));
    }

    /** @param directory for the mailbox with its patches */
    Candidate orderingBug(OrderingBug bug, Path directory) throws IOException {
        Path casePatches = HOME.resolve("patches").resolve(CASE);
        return ofCase.candidate(bug.writeMailbox(casePatches, MISLEADING_PATCHES, directory));
    }

    Trial trial(Candidate candidate, String profile) {
        return ofCase.trials(candidate).stream()
                .filter(trial -> trial.profile().name().equals(profile))
                .findFirst()
                .orElseThrow();
    }

    List<CandidateResult> verify(List<Candidate> candidates, Path folder) throws IOException, InterruptedException {
        return verify(candidates, TrialSelection.OWN_SCENARIO, folder);
    }

    List<CandidateResult> verify(List<Candidate> candidates, TrialSelection trialSelection, Path folder)
            throws IOException, InterruptedException {
        return new CandidateVerifier(
                        buildService,
                        KernelResolver.forCase(new SeriesReader(processes)),
                        runner(ClockMode.DETERMINISTIC),
                        PROGRESS,
                        PARALLELISM)
                .run(ofCase, candidates, trialSelection, folder);
    }

    TrialRunner runner(ClockMode clockMode) throws IOException, InterruptedException {
        BootSnapshots snapshots = new BootSnapshots(buildService.store(), processes, launcher());
        return runner(clockMode, Optional.of(snapshots));
    }

    /** @param snapshots empty to boot for each trial */
    TrialRunner runner(ClockMode clockMode, Optional<BootSnapshots> snapshots)
            throws IOException, InterruptedException {
        return new TrialRunner(
                launcher(),
                buildService.environment(),
                clockMode,
                System::nanoTime,
                buildService.watchList(),
                snapshots);
    }

    /** On this host, in sandboxes or in containers, as it was opened. */
    Launcher launcher() throws IOException, InterruptedException {
        return Launcher.of(buildService.confiner(), processes);
    }

    TrialResult run(Trial trial, ClockMode clockMode, Path folder) throws IOException, InterruptedException {
        return runner(clockMode).run(trial, artifacts(trial.candidate()), folder);
    }

    /** @param folder for the trials that are not clean */
    Exploration explore(Trial trial, ExplorationPlan plan, Path folder) throws IOException, InterruptedException {
        return new ScheduleExplorer(
                        buildService, runner(ClockMode.DETERMINISTIC), PROGRESS, PARALLELISM, Optional.empty())
                .explore(trial, kernel(trial.candidate()), plan, folder);
    }

    /** Runs parts of a trial whose kernel is known to build. */
    WindowRunner windows(Trial trial) throws IOException, InterruptedException {
        return WindowRunner.of(runner(ClockMode.DETERMINISTIC), trial, artifacts(trial.candidate()));
    }

    /** What the trials of a candidate are run with; its kernel is known to build. */
    BuildArtifacts artifacts(Candidate candidate) throws IOException, InterruptedException {
        return BuildArtifacts.of(buildService, ofCase, kernel(candidate));
    }

    /** The kernel of a candidate that is known to build. */
    Kernel kernel(Candidate candidate) throws IOException, InterruptedException {
        KernelBuild build = buildService.buildKernel(
                KernelResolver.forCase(new SeriesReader(processes)).resolve(ofCase, candidate));
        if (build instanceof KernelBuild.BuiltKernel builtKernel) {
            return builtKernel.kernel();
        }
        throw new IllegalStateException("no kernel of " + candidate.name() + ": " + build);
    }

    @Override
    public void close() {
        try {
            buildService.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
