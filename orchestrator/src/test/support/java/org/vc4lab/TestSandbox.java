// SPDX-License-Identifier: Apache-2.0
package org.vc4lab;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.store.Progress;
import org.vc4lab.container.Probe;
import org.vc4lab.container.Sandbox;
import org.vc4lab.exec.ProcessRunner;

/** The sandbox for tests that need one. */
public final class TestSandbox {
    private static final Path HOME =
            Path.of(System.getProperty("vc4lab.home", "..")).toAbsolutePath().normalize();

    private TestSandbox() {}

    /**
     * The sandbox. Its package is installed if it is missing and this user may do so, so that a new machine tests what
     * confines patches and guests. Where it does not work, the test is skipped with a line that says so.
     */
    public static Sandbox orSkip(ProcessRunner runner) throws IOException, InterruptedException {
        Probe<Sandbox> probe = Sandbox.probe(runner);
        if (probe instanceof Probe.Unavailable<Sandbox> unavailable && !unavailable.isInstalled()) {
            try {
                new HostPackages(HOME, runner, Progress.silent()).ofSandbox().install();
            } catch (IOException notAllowed) {
                System.out.println(notAllowed.getMessage());
            }
            return orSkip(Sandbox.probe(runner));
        }
        return orSkip(probe);
    }

    /** What works on this machine; otherwise the test is skipped with a line that says why. */
    static <T> T orSkip(Probe<T> probe) {
        if (probe instanceof Probe.Unavailable<T> unavailable) {
            System.out.println("SKIPPED, " + unavailable.reason());
            return Assumptions.abort(unavailable.reason());
        }
        return ((Probe.Available<T>) probe).service();
    }
}
