// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.util.Optional;
import org.vc4lab.build.HostPackages;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Workshop;
import org.vc4lab.container.Engine;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ContainerLauncher;
import org.vc4lab.guest.Launcher;
import org.vc4lab.guest.LocalLauncher;
import org.vc4lab.guest.Where;
import org.vc4lab.lab.LauncherChoice;
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

    /**
     * Decides, and sets up what is missing.
     *
     * @param packages what building on this host takes
     */
    Optional<Engine> prepare(HostPackages packages, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        return new LauncherChoice(packages, runner, progress).prepare(where);
    }

    /** For the machines of a workshop that was opened with that engine. */
    static Launcher launcher(Optional<Engine> engine, Workshop workshop, ProcessRunner runner)
            throws IOException, InterruptedException {
        return engine.isPresent()
                ? new ContainerLauncher(
                        engine.get(), workshop.images().orElseThrow().lab())
                : new LocalLauncher(runner);
    }
}
