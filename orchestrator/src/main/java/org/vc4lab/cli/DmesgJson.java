// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import org.vc4lab.kernellog.Report;

/** One JSON array of all reports. */
final class DmesgJson implements DmesgOutput {
    private final PrintWriter out;
    private final Symbols symbols;
    private final ArrayNode reports = JsonNodeFactory.instance.arrayNode();

    DmesgJson(PrintWriter out, Symbols symbols) {
        this.out = out;
        this.symbols = symbols;
    }

    @Override
    public void report(String file, Report report) {
        reports.add(ReportJson.of(file, report, symbols));
    }

    @Override
    public boolean printed() {
        return !reports.isEmpty();
    }

    @Override
    public void end() {
        out.println(reports.toPrettyString());
        out.flush();
    }
}
