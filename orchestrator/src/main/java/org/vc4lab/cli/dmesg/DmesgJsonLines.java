// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.dmesg;

import java.io.PrintWriter;
import org.vc4lab.kernellog.Report;

/** One JSON object a line, each printed at once. */
final class DmesgJsonLines implements DmesgOutput {
    private final PrintWriter out;
    private final Symbolizer symbolizer;
    private boolean hasReports;

    DmesgJsonLines(PrintWriter out, Symbolizer symbolizer) {
        this.out = out;
        this.symbolizer = symbolizer;
    }

    @Override
    public void report(String file, Report report) {
        out.println(ReportJson.of(file, report, symbolizer));
        out.flush();
        hasReports = true;
    }

    @Override
    public boolean hasReports() {
        return hasReports;
    }

    @Override
    public void finish() {
        out.flush();
    }
}
