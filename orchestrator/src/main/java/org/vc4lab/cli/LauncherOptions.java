// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.HostPackages;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Workshop;
import org.vc4lab.container.Engine;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ContainerLauncher;
import org.vc4lab.guest.Launcher;
import org.vc4lab.guest.LocalLauncher;
import org.vc4lab.guest.RunProfile;
import org.vc4lab.guest.Where;
import org.vc4lab.lab.LauncherChoice;
import org.vc4lab.lab.TrialRunner;
import picocli.CommandLine.Option;

/** Where kernels are built and machines run: on this host, or in containers. */
final class LauncherOptions {
    @Option(
            names = "--launcher",
            paramLabel = "WHERE",
            defaultValue = "auto",
            description = {
                "Where kernels are built and machines run: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
                "container: in containers without network, which see nothing else of this host; needs Docker.",
                "auto: local where the tools are there, or where there is no Docker."
            })
    private Where where = Where.AUTO;

    /** Where kernels are built, and where machines run: both on this host, or both in containers. */
    record Lab(Workshop workshop, Launcher launcher) implements AutoCloseable {
        TrialRunner trials(RunProfile profile) {
            return new TrialRunner(launcher, profile, System::nanoTime);
        }

        @Override
        public void close() throws IOException {
            workshop.close();
        }
    }

    /**
     * Decides where, sets up what is missing there, and opens it.
     *
     * @param configs of kernel-configs/configs.yaml, whose kernels are to be built
     */
    Lab open(Surroundings surroundings, List<String> configs, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        HostPackages packages = Workshop.hostPackages(surroundings.home(), configs, runner, progress);
        Optional<Engine> engine = new LauncherChoice(packages, runner, progress).prepare(where);
        Workshop workshop = Workshop.open(surroundings.home(), surroundings.environment(), runner, progress, engine);
        try {
            return new Lab(workshop, launcher(engine, workshop, runner));
        } catch (IOException | InterruptedException | RuntimeException failed) {
            workshop.close();
            throw failed;
        }
    }

    private static Launcher launcher(Optional<Engine> engine, Workshop workshop, ProcessRunner runner)
            throws IOException, InterruptedException {
        return engine.isPresent()
                ? new ContainerLauncher(
                        engine.get(), workshop.images().orElseThrow().lab())
                : new LocalLauncher(runner);
    }
}
