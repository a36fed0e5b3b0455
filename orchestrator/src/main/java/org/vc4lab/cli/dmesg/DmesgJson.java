// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.dmesg;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import org.vc4lab.kernellog.Report;

/** One JSON array of all reports at the end, or one object a line, each printed at once. */
final class DmesgJson implements DmesgOutput {
    private final PrintWriter out;
    private final Symbolizer symbolizer;
    private final boolean asLines;
    private final ArrayNode reports = JsonNodeFactory.instance.arrayNode();
    private boolean hasReports;

    DmesgJson(PrintWriter out, Symbolizer symbolizer, boolean asLines) {
        this.out = out;
        this.symbolizer = symbolizer;
        this.asLines = asLines;
    }

    @Override
    public void report(String file, Report report) {
        hasReports = true;
        ObjectNode node = ReportJson.of(file, report, symbolizer);
        if (asLines) {
            out.println(node);
            out.flush();
        } else {
            reports.add(node);
        }
    }

    @Override
    public boolean hasReports() {
        return hasReports;
    }

    @Override
    public void finish() {
        if (!asLines) {
            out.println(reports.toPrettyString());
        }
        out.flush();
    }
}
