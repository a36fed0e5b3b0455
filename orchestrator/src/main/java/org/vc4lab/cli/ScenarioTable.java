// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.util.List;
import org.vc4lab.report.TextTable;
import org.vc4lab.report.VerifyDocument;
import org.vc4lab.report.VerifyDocument.CandidateEntry;
import org.vc4lab.report.VerifyDocument.TrialEntry;

/** All verdicts at a glance: a row for each scenario and profile, a column for each candidate. */
final class ScenarioTable {
    private static final String EMPTY_CELL = "-";

    private ScenarioTable() {}

    private record ScenarioRow(String scenario, String profile) {}

    /** Prints nothing for one scenario or one candidate: the table of trials shows as much. */
    static void print(VerifyDocument document, PrintWriter out) {
        List<ScenarioRow> rows = document.results().stream()
                .flatMap(candidateEntry -> candidateEntry.trials().stream())
                .map(trial -> new ScenarioRow(trial.scenario(), trial.profile()))
                .distinct()
                .toList();
        boolean hasSeveralScenarios =
                rows.stream().map(ScenarioRow::scenario).distinct().count() > 1
                        && document.results().stream()
                                .anyMatch(candidateEntry ->
                                        candidateEntry.trials().size() > 2);
        if (!hasSeveralScenarios || document.results().size() < 2) {
            return;
        }
        TextTable<ScenarioRow> table = new TextTable<ScenarioRow>()
                .column("scenario", ScenarioRow::scenario)
                .column("profile", ScenarioRow::profile);
        for (CandidateEntry candidateEntry : document.results()) {
            table.column(candidateEntry.candidate(), row -> cell(candidateEntry, row));
        }
        table.print(rows, out);
        out.println();
    }

    private static String cell(CandidateEntry candidateEntry, ScenarioRow row) {
        return candidateEntry.trials().stream()
                .filter(trial -> trial.scenario().equals(row.scenario())
                        && trial.profile().equals(row.profile()))
                .map(ScenarioTable::verdictCell)
                .findFirst()
                .orElse(
                        candidateEntry.trials().isEmpty()
                                ? candidateEntry.verdict().toString()
                                : EMPTY_CELL);
    }

    /** With a mark if another verdict is expected. */
    private static String verdictCell(TrialEntry trial) {
        boolean asExpected = trial.expected().map(trial.verdict()::equals).orElse(true);
        return trial.verdict() + (asExpected ? "" : " (!)");
    }
}
