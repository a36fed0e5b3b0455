// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import picocli.CommandLine.Option;

/** How results are printed: for people, or as one JSON document. */
final class FormatOptions {
    /** The names are what users type. */
    private enum OutputFormat {
        table("table"),
        json("json");

        private final String text;

        OutputFormat(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private OutputFormat format = OutputFormat.table;

    boolean isJson() {
        return format == OutputFormat.json;
    }
}
