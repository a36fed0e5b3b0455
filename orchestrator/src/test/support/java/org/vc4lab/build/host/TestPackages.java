// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.ProcessRunner;

/** The Debian packages that only tests need. */
public final class TestPackages {
    private TestPackages() {}

    /**
     * Installs what is missing.
     *
     * @param home the folder of the project
     */
    public static void install(Path home, ProcessRunner runner) throws IOException, InterruptedException {
        new HostPackages(runner, Progress.silent(), home.resolve("ci/test-packages.yaml"), Set.of(), Set.of())
                .install();
    }
}
