// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;

/**
 * What the command line takes from the process around it.
 *
 * @param home the folder of the project, which holds patches/, kernel-configs/ and qemu-images/
 * @param errorIsTerminal whether the error stream is a terminal, so that a bar can be drawn
 */
record CliContext(Path home, Map<String, String> environment, Clock clock, boolean errorIsTerminal) {

    private static final DateTimeFormatter RUN_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    CliContext {
        environment = Map.copyOf(environment);
    }

    /** Bars on a terminal, plain lines elsewhere. */
    Progress progress(PrintWriter err) {
        return errorIsTerminal ? new BarProgress(err) : new LineProgress(err, clock);
    }

    /** A new folder for the trials of one run; not yet there. */
    Path newRunFolder(@Nullable Path runs) {
        Path runsFolder = runs != null ? runs : Store.location(environment).resolve("runs");
        String name =
                RUN_NAME.format(clock.instant()) + "-" + ProcessHandle.current().pid();
        return runsFolder.toAbsolutePath().resolve(name);
    }

    static CliContext ofCurrentProcess() {
        Path home =
                Path.of(System.getProperty("vc4lab.home", ".")).toAbsolutePath().normalize();
        return new CliContext(home, System.getenv(), Clock.systemUTC(), Boolean.getBoolean("vc4lab.terminal"));
    }
}
