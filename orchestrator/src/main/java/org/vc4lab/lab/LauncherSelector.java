// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.util.Optional;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.Progress;
import org.vc4lab.container.DockerEngine;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.LaunchMode;

/**
 * Decides whether kernels are built and machines run on this host or in containers.
 *
 * @param packages what building on this host takes
 */
public record LauncherSelector(HostPackages packages, ProcessRunner runner, Progress progress) {

    /**
     * The engine for containers, or nothing where this host does it; what it takes is installed then.
     *
     * @throws IOException where containers are wanted and there is no engine
     */
    public Optional<DockerEngine> prepare(LaunchMode launchMode) throws IOException, InterruptedException {
        Optional<DockerEngine> engine = selectEngine(launchMode);
        if (engine.isEmpty()) {
            packages.install();
        }
        return engine;
    }

    Optional<DockerEngine> selectEngine(LaunchMode launchMode) throws IOException, InterruptedException {
        if (launchMode == LaunchMode.LOCAL
                || (launchMode == LaunchMode.AUTO && packages.findMissing().isEmpty())) {
            return Optional.empty();
        }
        DockerEngine.Probe probe = DockerEngine.probe(runner);
        if (probe instanceof DockerEngine.Probe.Available available) {
            return Optional.of(available.engine());
        }
        String reason = ((DockerEngine.Probe.Unavailable) probe).reason();
        if (launchMode == LaunchMode.CONTAINER) {
            throw new IOException(reason + "; install Docker and start it, or take the launcher 'local'");
        }
        progress.note(reason + "; going on without");
        return Optional.empty();
    }
}
