// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.vc4lab.kernellog.Frame;
import org.vc4lab.kernellog.Report;

/** A table for people, a row a report; with symbols, the call traces below it. */
final class DmesgTable implements DmesgOutput {
    private record Row(String file, Report report) {
        String place() {
            return file + ":" + report.firstLine() + "-" + report.lastLine();
        }

        String remarks() {
            String corrupted = report.corrupted() ? report.corruptedReason() : "";
            String panicked = report.panicked() ? "panicked" : "";
            return corrupted + (corrupted.isEmpty() || panicked.isEmpty() ? "" : "; ") + panicked;
        }
    }

    private final PrintWriter out;
    private final Symbols symbols;
    private final List<Row> rows = new ArrayList<>();

    DmesgTable(PrintWriter out, Symbols symbols) {
        this.out = out;
        this.symbols = symbols;
    }

    @Override
    public void report(String file, Report report) {
        rows.add(new Row(file, report));
    }

    @Override
    public boolean printed() {
        return !rows.isEmpty();
    }

    @Override
    public void end() {
        if (rows.isEmpty()) {
            out.println("no report");
        } else {
            out.println(AsciiTable.getTable(AsciiTable.NO_BORDERS, rows, columns()));
            rows.forEach(this::trace);
        }
        out.flush();
    }

    private static List<ColumnData<Row>> columns() {
        return List.of(
                column("kind", row -> row.report().kind().toString()),
                column("title", row -> row.report().title()),
                column("times", row -> String.valueOf(row.report().repeats())),
                column("where", Row::place),
                column("signature", row -> row.report().signature()),
                column("remarks", Row::remarks));
    }

    private static ColumnData<Row> column(String header, Function<Row, String> text) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(120)
                .with(text);
    }

    private void trace(Row row) {
        if (!symbols.available()) {
            return;
        }
        out.println();
        out.println(row.report().title());
        List<Frame> frames = row.report().frames();
        List<List<Symbols.Place>> places = symbols.places(frames);
        for (int i = 0; i < frames.size(); i++) {
            out.println("  " + frames.get(i));
            places.get(i).forEach(place -> out.println("      " + place));
        }
    }
}
