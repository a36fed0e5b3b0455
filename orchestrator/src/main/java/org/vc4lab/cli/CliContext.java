// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;

/**
 * What the command line takes from the process around it.
 *
 * @param home the folder of the project, which holds patches/, kernel-configs/ and qemu-images/
 * @param errorIsTerminal whether the error stream is a terminal, so that a bar can be drawn
 */
record CliContext(Path home, Map<String, String> environment, Clock clock, boolean errorIsTerminal) {

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    CliContext {
        environment = Map.copyOf(environment);
    }

    /** Bars on a terminal, plain lines elsewhere. */
    Progress progress(PrintWriter err) {
        return new ConsoleProgress(err, errorIsTerminal, clock);
    }

    Path store() {
        return Store.location(environment);
    }

    /** Where runs go unless the user names a folder. */
    Path runs() {
        return store().resolve("runs");
    }

    /** A name that no other run has: the time in UTC, and the process id. */
    String newRunName() {
        return TIMESTAMP.format(clock.instant()) + "-" + ProcessHandle.current().pid();
    }

    /**
     * Where logs go, by the XDG Base Directory Specification: {@code $XDG_STATE_HOME/vc4lab}, or
     * {@code ~/.local/state/vc4lab}.
     */
    Path stateFolder() {
        String configured = environment.getOrDefault("XDG_STATE_HOME", "");
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")));
        return (configured.isEmpty() ? home.resolve(".local/state") : Path.of(configured))
                .resolve("vc4lab")
                .toAbsolutePath();
    }

    static CliContext ofCurrentProcess() {
        Path home =
                Path.of(System.getProperty("vc4lab.home", ".")).toAbsolutePath().normalize();
        return new CliContext(home, System.getenv(), Clock.systemUTC(), Boolean.getBoolean("vc4lab.terminal"));
    }
}
