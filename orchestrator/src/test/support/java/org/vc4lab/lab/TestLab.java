// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vc4lab.TestEngine;
import org.vc4lab.build.Emulator;
import org.vc4lab.build.Kernel;
import org.vc4lab.build.KernelBuild;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Rootfs;
import org.vc4lab.build.Workshop;
import org.vc4lab.container.Engine;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ContainerLauncher;
import org.vc4lab.guest.Launcher;
import org.vc4lab.guest.LocalLauncher;
import org.vc4lab.guest.RunProfile;
import org.vc4lab.patch.SeriesReader;

/** The whole lab on this machine, with its own set-up and the user's store: for the tests that boot. */
final class TestLab implements AutoCloseable {
    static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();
    static final String CASE = "vc4-hdmi-atomic-sleep";
    static final Path LIARS = HOME.resolve("orchestrator/src/test/patches");

    private static final int SIDE_BY_SIDE = 2;

    private final ProcessRunner processes = new ProcessRunner();
    private final Optional<Engine> engine;
    private final Workshop workshop;
    private final Case ofCase;

    private TestLab(Progress progress, String config, Optional<Engine> engine)
            throws IOException, InterruptedException {
        this.engine = engine;
        try {
            Case read = new Cases(HOME.resolve("patches"), Faults.read(HOME)).read(CASE);
            this.ofCase = config.isEmpty() ? read : read.on(config);
        } catch (UnknownNameException gone) {
            throw new IllegalStateException(gone);
        }
        Workshop.hostPackages(HOME, ofCase.config(), processes, progress).install();
        this.workshop = Workshop.open(HOME, System.getenv(), processes, progress, engine);
    }

    static TestLab open() throws IOException, InterruptedException {
        return new TestLab(new PrintedProgress(), "", Optional.empty());
    }

    /** With kernels built, and machines run, in containers; skipped where there is no engine. */
    static TestLab openInContainers() throws IOException, InterruptedException {
        return new TestLab(new PrintedProgress(), "", Optional.of(TestEngine.orSkip(new ProcessRunner())));
    }

    /** With the case on another kernel configuration than its own. */
    static TestLab open(String config) throws IOException, InterruptedException {
        return new TestLab(new PrintedProgress(), config, Optional.empty());
    }

    /** Where the trials of a test leave their evidence; it stays, for whoever asks why a test failed. */
    static Path trialFolder(Class<?> test) {
        String run = test.getSimpleName() + "-" + ProcessHandle.current().pid();
        return HOME.resolve("orchestrator/target/trials").resolve(run);
    }

    Rootfs rootfs() throws IOException, InterruptedException {
        return workshop.rootfs(ofCase.config());
    }

    Case ofCase() {
        return ofCase;
    }

    Workshop workshop() {
        return workshop;
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

    Candidate liar(String name) {
        return ofCase.candidate(LIARS.resolve(name));
    }

    Trial trial(Candidate candidate, String profile) {
        return ofCase.trials(candidate).stream()
                .filter(trial -> trial.profile().name().equals(profile))
                .findFirst()
                .orElseThrow();
    }

    List<CandidateResult> verify(List<Candidate> candidates, Path folder) throws IOException, InterruptedException {
        return verify(candidates, Plan.OWN, folder);
    }

    List<CandidateResult> verify(List<Candidate> candidates, Plan plan, Path folder)
            throws IOException, InterruptedException {
        return new Verification(
                        workshop,
                        new SeriesReader(processes),
                        runner(RunProfile.DETERMINISTIC),
                        new PrintedProgress(),
                        SIDE_BY_SIDE)
                .run(ofCase, candidates, plan, folder);
    }

    TrialRunner runner(RunProfile profile) throws IOException, InterruptedException {
        return new TrialRunner(launcher(), profile, System::nanoTime);
    }

    /** On this host, or in containers where it was opened so. */
    Launcher launcher() throws IOException, InterruptedException {
        return engine.isPresent()
                ? new ContainerLauncher(
                        engine.get(), workshop.images().orElseThrow().lab())
                : new LocalLauncher(processes);
    }

    TrialResult run(Trial trial, RunProfile profile, Path folder) throws IOException, InterruptedException {
        Emulator emulator = workshop.emulator();
        return runner(profile).run(trial, emulator, kernel(trial.candidate()), rootfs(), folder);
    }

    /** The kernel of a candidate that is known to build. */
    Kernel kernel(Candidate candidate) throws IOException, InterruptedException {
        KernelBuild build =
                workshop.kernel(Ground.ofTheCase(new SeriesReader(processes)).kernel(ofCase, candidate));
        if (build instanceof KernelBuild.Built built) {
            return built.kernel();
        }
        throw new IllegalStateException("no kernel of " + candidate.name() + ": " + build);
    }

    @Override
    public void close() {
        try {
            workshop.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
