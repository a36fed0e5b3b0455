// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the folders of trials go. */
final class RunsOption {
    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "Where the trials' folders go (default: runs/ in the store).")
    private @Nullable Path runs;

    /** A new folder for the trials of this run; it does not exist yet. */
    Path newFolder(CliContext context) {
        Path parent = (runs == null ? context.runs() : runs).toAbsolutePath();
        String name = context.newRunName();
        // one process may run several in a second
        return Stream.iterate(1, number -> number + 1)
                .map(number -> parent.resolve(number == 1 ? name : name + "-" + number))
                .filter(folder -> !Files.exists(folder)) // also if that cannot be known: its first use says why
                .findFirst()
                .orElseThrow();
    }
}
