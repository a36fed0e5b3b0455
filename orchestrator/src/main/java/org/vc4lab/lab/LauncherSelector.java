// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.lang.System.Logger.Level;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.Progress;
import org.vc4lab.container.DockerEngine;
import org.vc4lab.container.Isolation;
import org.vc4lab.container.Probe;
import org.vc4lab.container.Sandbox;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.LaunchMode;

/**
 * Decides what stands between this host and the kernels that are built and run.
 *
 * @param packages required for building on this host, or in a sandbox of it
 */
public record LauncherSelector(
        HostPackages packages,
        Progress progress,
        Probing<Probe<Sandbox>> sandboxes,
        Probing<Probe<DockerEngine>> engines) {
    private static final System.Logger LOG = System.getLogger(LauncherSelector.class.getName());

    /** Tries whether something works on this machine. */
    @FunctionalInterface
    public interface Probing<T> {
        T probe() throws IOException, InterruptedException;
    }

    public LauncherSelector(HostPackages packages, ProcessRunner runner, Progress progress) {
        this(packages, progress, () -> Sandbox.probe(runner), () -> DockerEngine.probe(runner));
    }

    /**
     * Installs what the choice needs, and says which it is.
     *
     * @throws IOException if what is requested does not work here
     */
    public Isolation prepare(LaunchMode launchMode) throws IOException, InterruptedException {
        Isolation isolation =
                switch (launchMode) {
                    case LOCAL -> {
                        packages.install();
                        yield Isolation.NONE;
                    }
                    case SANDBOX -> {
                        packages.install();
                        yield requireSandbox(probeSandbox());
                    }
                    case CONTAINER -> requireEngine(engines.probe());
                    case AUTO -> selectSafest();
                };
        progress.note(describe(isolation));
        if (launchMode == LaunchMode.AUTO && isolation.equals(Isolation.NONE)) {
            warn();
        }
        return isolation;
    }

    /**
     * The same for a compiler that the user names, which containers do not have: for it, missing packages are no reason
     * to take them.
     */
    public Isolation prepareWithHostTools(LaunchMode launchMode) throws IOException, InterruptedException {
        if (launchMode == LaunchMode.AUTO) {
            packages.install();
        }
        return prepare(launchMode);
    }

    /** Tools that are missing here are installed only if there is no Docker, whose containers have them. */
    private Isolation selectSafest() throws IOException, InterruptedException {
        if (packages.findMissing().isEmpty() && probeSandbox() instanceof Probe.Available<Sandbox> available) {
            return new Isolation.InSandbox(available.service());
        }
        if (engines.probe() instanceof Probe.Available<DockerEngine> available) {
            return new Isolation.InContainers(available.service());
        }
        packages.install();
        return probeSandbox() instanceof Probe.Available<Sandbox> available
                ? new Isolation.InSandbox(available.service())
                : Isolation.NONE;
    }

    private void warn() throws IOException, InterruptedException {
        if (sandboxes.probe() instanceof Probe.Unavailable<Sandbox> unavailable) {
            String warning = unavailable.reason() + "; and no Docker. Without either, patches, makefiles and guests can"
                    + " read, change and send whatever this user (" + System.getProperty("user.name") + ") can.";
            progress.note("WARNING: " + warning);
            LOG.log(Level.WARNING, warning); // JUnit's machines show no progress
        }
    }

    /** Whether sandboxes work here. bubblewrap is installed if it is missing and this user may do so. */
    private Probe<Sandbox> probeSandbox() throws IOException, InterruptedException {
        Probe<Sandbox> probe = sandboxes.probe();
        if (probe instanceof Probe.Unavailable<Sandbox> unavailable && !unavailable.isInstalled()) {
            try {
                packages.ofSandbox().install();
            } catch (IOException notAllowed) {
                return probe;
            }
            return sandboxes.probe();
        }
        return probe;
    }

    private static Isolation requireSandbox(Probe<Sandbox> probe) throws IOException {
        if (probe instanceof Probe.Available<Sandbox> available) {
            return new Isolation.InSandbox(available.service());
        }
        throw new IOException(
                ((Probe.Unavailable<Sandbox>) probe).reason() + "; or take the launcher 'container' or 'local'");
    }

    private static Isolation requireEngine(Probe<DockerEngine> probe) throws IOException {
        if (probe instanceof Probe.Available<DockerEngine> available) {
            return new Isolation.InContainers(available.service());
        }
        throw new IOException(((Probe.Unavailable<DockerEngine>) probe).reason()
                + "; install Docker and start it, or take the launcher 'sandbox' or 'local'");
    }

    private static String describe(Isolation isolation) {
        if (isolation instanceof Isolation.InSandbox) {
            return "launcher: sandbox";
        }
        return isolation instanceof Isolation.InContainers ? "launcher: container" : "launcher: local, not confined";
    }
}
