// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.dmesg;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import org.vc4lab.kernellog.Report;

/** One JSON array of all reports. */
final class DmesgJson implements DmesgOutput {
    private final PrintWriter out;
    private final Symbolizer symbolizer;
    private final ArrayNode reports = JsonNodeFactory.instance.arrayNode();

    DmesgJson(PrintWriter out, Symbolizer symbolizer) {
        this.out = out;
        this.symbolizer = symbolizer;
    }

    @Override
    public void report(String file, Report report) {
        reports.add(ReportJson.of(file, report, symbolizer));
    }

    @Override
    public boolean hasReports() {
        return !reports.isEmpty();
    }

    @Override
    public void finish() {
        out.println(reports.toPrettyString());
        out.flush();
    }
}
