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
import org.vc4lab.lab.VerifyDocument;
import org.vc4lab.lab.VerifyDocument.Result;
import org.vc4lab.lab.VerifyDocument.TrialEntry;

/** All verdicts at a glance: a row for each scenario and profile, a column for each candidate. */
final class ScenarioMatrix {
    private static final String NOTHING = "-";

    private ScenarioMatrix() {}

    private record Row(String scenario, String profile) {}

    /** Says nothing where one scenario or one candidate was tried: the table of trials shows as much. */
    static void print(VerifyDocument document, PrintWriter out) {
        List<Row> rows = document.results().stream()
                .flatMap(result -> result.trials().stream())
                .map(trial -> new Row(trial.scenario(), trial.profile()))
                .distinct()
                .toList();
        boolean several = rows.stream().map(Row::scenario).distinct().count() > 1
                && document.results().stream()
                        .anyMatch(result -> result.trials().size() > 2);
        if (!several || document.results().size() < 2) {
            return;
        }
        List<ColumnData<Row>> columns =
                new ArrayList<>(List.of(column("scenario", Row::scenario), column("profile", Row::profile)));
        for (Result result : document.results()) {
            columns.add(column(result.candidate(), row -> cell(result, row)));
        }
        String table = AsciiTable.builder()
                .border(AsciiTable.NO_BORDERS)
                .data(rows, columns)
                .asString();
        table.lines().map(String::stripTrailing).filter(line -> !line.isEmpty()).forEach(out::println);
        out.println();
    }

    private static String cell(Result result, Row row) {
        return result.trials().stream()
                .filter(trial -> trial.scenario().equals(row.scenario())
                        && trial.profile().equals(row.profile()))
                .map(ScenarioMatrix::verdict)
                .findFirst()
                .orElse(result.trials().isEmpty() ? result.verdict().toString() : NOTHING);
    }

    /** With a mark where something else is expected. */
    private static String verdict(TrialEntry trial) {
        boolean expected = trial.expected().map(trial.verdict()::equals).orElse(true);
        return trial.verdict() + (expected ? "" : " (!)");
    }

    private static ColumnData<Row> column(String name, Function<Row, String> field) {
        return new Column()
                .header(name)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(Integer.MAX_VALUE)
                .with(field);
    }
}
