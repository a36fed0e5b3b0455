// SPDX-License-Identifier: Apache-2.0
package org.vc4lab;

import java.io.IOException;
import org.vc4lab.container.DockerEngine;
import org.vc4lab.exec.ProcessRunner;

/** The container engine for tests that need one. */
public final class TestEngine {
    private TestEngine() {}

    /** The engine; where there is none, the test is skipped with a line that says so. */
    public static DockerEngine orSkip(ProcessRunner runner) throws IOException, InterruptedException {
        return TestSandbox.orSkip(DockerEngine.probe(runner));
    }
}
