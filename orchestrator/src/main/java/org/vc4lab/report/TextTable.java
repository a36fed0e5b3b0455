// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.vc4lab.exec.PrintableWriter;

/**
 * A table for people: a line of headers, then a line for each row; no borders.
 *
 * @param <T> what a row shows
 */
public final class TextTable<T> {
    private final int maxWidth;
    private final List<ColumnData<T>> columns = new ArrayList<>();

    public TextTable() {
        this(Integer.MAX_VALUE);
    }

    /** A table whose columns are at most that wide; longer cells are wrapped. */
    public TextTable(int maxWidth) {
        this.maxWidth = maxWidth;
    }

    public TextTable<T> column(String header, Function<T, String> cell) {
        return column(header, HorizontalAlign.LEFT, cell);
    }

    public TextTable<T> numberColumn(String header, Function<T, String> cell) {
        return column(header, HorizontalAlign.RIGHT, cell);
    }

    private TextTable<T> column(String header, HorizontalAlign align, Function<T, String> cell) {
        columns.add(new Column()
                .header(header)
                .headerAlign(align)
                .dataAlign(align)
                .maxWidth(maxWidth)
                .with(row -> PrintableWriter.escape(cell.apply(row))));
        return this;
    }

    /** The lines with all blanks that fill the columns up. */
    public String format(List<T> rows) {
        return AsciiTable.getTable(AsciiTable.NO_BORDERS, rows, columns);
    }

    /** Without blanks at the ends of lines. */
    public void print(List<T> rows, PrintWriter out) {
        format(rows)
                .lines()
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty())
                .forEach(out::println);
    }
}
