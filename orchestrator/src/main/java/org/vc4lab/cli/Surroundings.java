// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.vc4lab.build.Progress;

/**
 * What the command line takes from the process around it.
 *
 * @param home the folder of the project, which holds patches/, kernel-configs/ and qemu-images/
 * @param terminal whether the error stream is a terminal, so that a bar can be drawn
 */
record Surroundings(Path home, Map<String, String> environment, Clock clock, boolean terminal) {

    Surroundings {
        environment = Map.copyOf(environment);
    }

    /** Bars on a terminal, plain lines elsewhere. */
    Progress progress(PrintWriter err) {
        return terminal ? new BarProgress(err) : new LineProgress(err, clock);
    }

    static Surroundings ofThisProcess() {
        Path home =
                Path.of(System.getProperty("vc4lab.home", ".")).toAbsolutePath().normalize();
        return new Surroundings(home, System.getenv(), Clock.systemUTC(), Boolean.getBoolean("vc4lab.terminal"));
    }
}
