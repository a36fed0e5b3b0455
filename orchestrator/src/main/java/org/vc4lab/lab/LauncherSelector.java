// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.Progress;
import org.vc4lab.container.DockerEngine;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.LaunchMode;

/**
 * Decides whether kernels are built and machines run on this host or in containers.
 *
 * @param packages required for building on this host
 */
public record LauncherSelector(HostPackages packages, ProcessRunner runner, Progress progress) {
    private static final System.Logger LOG = System.getLogger(LauncherSelector.class.getName());

    /**
     * The engine for containers, or empty for this host, on which the packages are installed then.
     *
     * @throws IOException if containers are requested and there is no engine
     */
    public Optional<DockerEngine> prepare(LaunchMode launchMode) throws IOException, InterruptedException {
        Optional<DockerEngine> engine = selectEngine(launchMode);
        LOG.log(Level.DEBUG, "launcher {0}: {1}", launchMode, engine.isEmpty() ? "this host" : "containers");
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
