// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How results are told, and where the trials' folders go. */
final class OutputOptions {
    private enum OutputFormat {
        table("table"),
        json("json");

        private final String text;

        OutputFormat(String text) {
            this.text = text;
        }

        /** As users type it. */
        @Override
        public String toString() {
            return text;
        }
    }

    @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private OutputFormat format = OutputFormat.table;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "Where the trials' folders go (default: runs/ in the store).")
    private @Nullable Path runs;

    boolean isJson() {
        return format == OutputFormat.json;
    }

    /** A new folder for the trials of this run; not yet there. */
    Path newRunFolder(CliContext cliContext) {
        return cliContext.newRunFolder(runs);
    }
}
