// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.dmesg;

import java.io.PrintWriter;

/** How the reports are printed; the names are what the user types. */
public enum DmesgFormat {
    table("table"),
    json("json"),
    jsonl("jsonl");

    private final String text;

    DmesgFormat(String text) {
        this.text = text;
    }

    public DmesgOutput newOutput(PrintWriter out, Symbolizer symbolizer) {
        return switch (this) {
            case table -> new DmesgTable(out, symbolizer);
            case json -> new DmesgJson(out, symbolizer, false);
            case jsonl -> new DmesgJson(out, symbolizer, true);
        };
    }

    /** As users type it. */
    @Override
    public String toString() {
        return text;
    }
}
