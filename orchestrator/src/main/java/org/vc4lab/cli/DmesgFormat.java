// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;

/** How the reports are printed; the names are what the user types. */
enum DmesgFormat {
    table("table"),
    json("json"),
    jsonl("jsonl");

    private final String text;

    DmesgFormat(String text) {
        this.text = text;
    }

    DmesgOutput output(PrintWriter out, Symbols symbols) {
        return switch (this) {
            case table -> new DmesgTable(out, symbols);
            case json -> new DmesgJson(out, symbols);
            case jsonl -> new DmesgJsonLines(out, symbols);
        };
    }

    /** As users type it. */
    @Override
    public String toString() {
        return text;
    }
}
