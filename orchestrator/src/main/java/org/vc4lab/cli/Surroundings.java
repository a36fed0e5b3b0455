// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Store;

/**
 * What the command line takes from the process around it.
 *
 * @param home the folder of the project, which holds patches/, kernel-configs/ and qemu-images/
 * @param terminal whether the error stream is a terminal, so that a bar can be drawn
 */
record Surroundings(Path home, Map<String, String> environment, Clock clock, boolean terminal) {

    private static final DateTimeFormatter RUN_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    Surroundings {
        environment = Map.copyOf(environment);
    }

    /** Bars on a terminal, plain lines elsewhere. */
    Progress progress(PrintWriter err) {
        return terminal ? new BarProgress(err) : new LineProgress(err, clock);
    }

    /** A new folder for the trials of one run; not yet there. */
    Path runFolder(@Nullable Path runs) {
        Path all = runs != null ? runs : Store.location(environment).resolve("runs");
        String name =
                RUN_NAME.format(clock.instant()) + "-" + ProcessHandle.current().pid();
        return all.toAbsolutePath().resolve(name);
    }

    static Surroundings ofThisProcess() {
        Path home =
                Path.of(System.getProperty("vc4lab.home", ".")).toAbsolutePath().normalize();
        return new Surroundings(home, System.getenv(), Clock.systemUTC(), Boolean.getBoolean("vc4lab.terminal"));
    }
}
