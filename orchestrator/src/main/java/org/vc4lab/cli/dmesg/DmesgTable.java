// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.dmesg;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.build.kernel.KernelDebugInfo.SourceLocation;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.Report;
import org.vc4lab.report.TextTable;

/** A table for people, a row a report; with symbols, the call traces below it. */
final class DmesgTable implements DmesgOutput {
    private record DmesgRow(String file, Report report) {
        String lineRange() {
            return file + ":" + report.firstLine() + "-" + report.lastLine();
        }

        String remarks() {
            return Stream.of(report.corruptedReason(), report.panicked() ? "panicked" : "")
                    .filter(remark -> !remark.isEmpty())
                    .collect(Collectors.joining("; "));
        }
    }

    private static final int MAX_WIDTH = 120;

    private static final TextTable<DmesgRow> TABLE = new TextTable<DmesgRow>(MAX_WIDTH)
            .column("kind", row -> row.report().kind().toString())
            .column("title", row -> row.report().title())
            .column("times", row -> String.valueOf(row.report().repeats()))
            .column("where", DmesgRow::lineRange)
            .column("signature", row -> row.report().signature())
            .column("remarks", DmesgRow::remarks);

    private final PrintWriter out;
    private final Symbolizer symbolizer;
    private final List<DmesgRow> rows = new ArrayList<>();

    DmesgTable(PrintWriter out, Symbolizer symbolizer) {
        this.out = out;
        this.symbolizer = symbolizer;
    }

    @Override
    public void report(String file, Report report) {
        rows.add(new DmesgRow(file, report));
    }

    @Override
    public void finish() {
        if (rows.isEmpty()) {
            out.println("no report");
        } else {
            out.println(TABLE.format(rows));
            rows.forEach(this::printTrace);
        }
        out.flush();
    }

    private void printTrace(DmesgRow row) {
        if (!symbolizer.isAvailable()) {
            return;
        }
        out.println();
        out.println(row.report().title());
        List<Frame> frames = row.report().frames();
        List<List<SourceLocation>> locations = symbolizer.locations(row.report());
        for (int i = 0; i < frames.size(); i++) {
            out.println("  " + frames.get(i));
            locations.get(i).forEach(location -> out.println("      " + location));
        }
    }
}
