// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.Progress;
import org.vc4lab.container.DockerEngine;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.LaunchMode;
import org.vc4lab.guest.Launcher;
import org.vc4lab.lab.LauncherSelector;
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
                "auto: local if the tools are installed or Docker is unavailable, otherwise container."
            })
    private LaunchMode launchMode = LaunchMode.AUTO;

    /** Builds kernels and runs machines: both on this host, or both in containers. */
    record LabSession(BuildService buildService, Launcher launcher) implements AutoCloseable {
        TrialRunner trialRunner(ClockMode profile) {
            return new TrialRunner(launcher, profile, System::nanoTime);
        }

        @Override
        public void close() throws IOException {
            buildService.close();
        }
    }

    /**
     * Selects the launcher, installs what is missing there, and opens the store.
     *
     * @param configs of kernel-configs/configs.yaml: the kernels that will be built
     */
    LabSession open(CliContext context, List<String> configs, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        HostPackages packages = BuildService.hostPackages(context.home(), configs, runner, progress);
        Optional<DockerEngine> engine = new LauncherSelector(packages, runner, progress).prepare(launchMode);
        BuildService buildService = BuildService.open(context.home(), context.environment(), runner, progress, engine);
        try {
            Launcher launcher = engine.isPresent()
                    ? new Launcher.Container(
                            engine.get(), buildService.images().orElseThrow().labImage())
                    : new Launcher.Local(runner);
            return new LabSession(buildService, launcher);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            buildService.close();
            throw failure;
        }
    }
}
