// SPDX-License-Identifier: Apache-2.0
package org.vc4lab;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.vc4lab.container.Probe;
import org.vc4lab.container.Sandbox;
import org.vc4lab.exec.ProcessRunner;

/** The sandbox for tests that need one. */
public final class TestSandbox {
    private TestSandbox() {}

    /** The sandbox; where it does not work, the test is skipped with a line that says so. */
    public static Sandbox orSkip(ProcessRunner runner) throws IOException, InterruptedException {
        return orSkip(Sandbox.probe(runner));
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
