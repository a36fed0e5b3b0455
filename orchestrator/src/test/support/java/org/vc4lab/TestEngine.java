// SPDX-License-Identifier: Apache-2.0
package org.vc4lab;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.vc4lab.container.Engine;
import org.vc4lab.exec.ProcessRunner;

/** The container engine for tests that need one. */
public final class TestEngine {
    private TestEngine() {}

    /** The engine; where there is none, the test is skipped with a line that says so. */
    public static Engine orSkip(ProcessRunner runner) throws IOException, InterruptedException {
        Engine.Found found = Engine.find(runner);
        if (found instanceof Engine.Found.Nothing nothing) {
            System.out.println("SKIPPED, " + nothing.why());
            return Assumptions.abort(nothing.why());
        }
        return ((Engine.Found.Answers) found).engine();
    }
}
