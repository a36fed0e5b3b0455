// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import org.vc4lab.kernellog.Report;

/** One JSON object a line, each printed at once. */
final class DmesgJsonLines implements DmesgOutput {
    private final PrintWriter out;
    private final Symbols symbols;
    private boolean printed;

    DmesgJsonLines(PrintWriter out, Symbols symbols) {
        this.out = out;
        this.symbols = symbols;
    }

    @Override
    public void report(String file, Report report) {
        out.println(ReportJson.of(file, report, symbols));
        out.flush();
        printed = true;
    }

    @Override
    public boolean printed() {
        return printed;
    }

    @Override
    public void end() {
        out.flush();
    }
}
