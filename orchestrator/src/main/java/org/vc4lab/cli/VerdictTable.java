// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.report.VerifyDocument;
import org.vc4lab.report.VerifyDocument.CandidateEntry;
import org.vc4lab.report.VerifyDocument.ReportEntry;
import org.vc4lab.report.VerifyDocument.TrialEntry;

/** The results as a table, a row for each trial; below it, why a verdict is not the one expected. */
final class VerdictTable {
    private static final String EMPTY_CELL = "-";

    private static final ColumnData<VerdictRow> SCENARIO = textColumn("scenario", VerdictRow::scenario);
    private static final List<ColumnData<VerdictRow>> COLUMNS = List.of(
            textColumn("candidate", VerdictRow::candidate),
            SCENARIO,
            textColumn("profile", VerdictRow::profile),
            textColumn("verdict", VerdictRow::verdict),
            textColumn("expected", VerdictRow::expected),
            textColumn("reports", VerdictRow::reports),
            numberColumn("irqs off", VerdictRow::irqsOff),
            numberColumn("infoframe", VerdictRow::infoframe),
            numberColumn("samples", VerdictRow::samples),
            numberColumn("wall", VerdictRow::wall));

    private VerdictTable() {}

    private record VerdictRow(
            String candidate,
            String scenario,
            String profile,
            String verdict,
            String expected,
            String reports,
            String irqsOff,
            String infoframe,
            String samples,
            String wall) {}

    static void print(VerifyDocument document, PrintWriter out) {
        List<VerdictRow> rows =
                document.results().stream().flatMap(VerdictTable::rows).toList();
        String table = AsciiTable.builder()
                .border(AsciiTable.NO_BORDERS)
                .data(rows, columns(document))
                .asString();
        table.lines().map(String::stripTrailing).filter(line -> !line.isEmpty()).forEach(out::println);
        out.println();
        ScenarioTable.print(document, out);
        document.results().forEach(candidateEntry -> explain(candidateEntry, out));
        faults(document).forEach(fault -> out.println("Fault in the hardware: " + fault));
        folders(document).forEach(folder -> out.println("Console logs, evidence and audio: " + folder));
        out.println(summary(document.results()));
    }

    /** The scenario is told where a candidate was tried in another than its own. */
    private static List<ColumnData<VerdictRow>> columns(VerifyDocument document) {
        boolean ownOnly = document.results().stream().allMatch(candidateEntry -> candidateEntry.trials().stream()
                .allMatch(trial -> trial.scenario().equals(candidateEntry.scenario())));
        return COLUMNS.stream()
                .filter(column -> !ownOnly || !column.equals(SCENARIO))
                .toList();
    }

    private static ColumnData<VerdictRow> textColumn(String name, Function<VerdictRow, String> field) {
        return column(name, HorizontalAlign.LEFT, field);
    }

    private static ColumnData<VerdictRow> numberColumn(String name, Function<VerdictRow, String> field) {
        return column(name, HorizontalAlign.RIGHT, field);
    }

    private static ColumnData<VerdictRow> column(
            String name, HorizontalAlign align, Function<VerdictRow, String> field) {
        return new Column()
                .header(name)
                .headerAlign(align)
                .dataAlign(align)
                .maxWidth(Integer.MAX_VALUE)
                .with(field);
    }

    private static Stream<VerdictRow> rows(CandidateEntry candidateEntry) {
        if (candidateEntry.trials().isEmpty()) {
            return Stream.of(new VerdictRow(
                    candidateEntry.candidate(),
                    EMPTY_CELL,
                    EMPTY_CELL,
                    candidateEntry.verdict().toString(),
                    verdictName(candidateEntry.expected()),
                    EMPTY_CELL,
                    EMPTY_CELL,
                    EMPTY_CELL,
                    EMPTY_CELL,
                    EMPTY_CELL));
        }
        return candidateEntry.trials().stream().map(trial -> row(candidateEntry, trial));
    }

    private static VerdictRow row(CandidateEntry candidateEntry, TrialEntry trial) {
        return new VerdictRow(
                candidateEntry.candidate(),
                trial.scenario(),
                trial.profile(),
                trial.verdict().toString(),
                verdictName(trial.expected()),
                reportCell(trial),
                micros(trial.maxIrqsOffMicros()),
                micros(trial.infoframeLateMicros()),
                Long.toString(trial.samplesPlayed()),
                String.format("%.1f s", trial.wallMillis() / 1000.0));
    }

    private static String verdictName(Optional<Verdict> verdict) {
        return verdict.map(Verdict::toString).orElse(EMPTY_CELL);
    }

    private static String micros(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() + " us" : EMPTY_CELL;
    }

    /** The names that the case has for reports, and how many others there are; by their kinds where none has a name. */
    private static String reportCell(TrialEntry trial) {
        List<String> names = trial.reports().stream()
                .flatMap(report -> report.name().stream())
                .distinct()
                .toList();
        if (names.isEmpty()) {
            String kinds =
                    trial.reports().stream().map(ReportEntry::kind).distinct().collect(Collectors.joining(" "));
            return kinds.isEmpty() ? "none" : kinds;
        }
        long unnamed = trial.reports().stream()
                .filter(report -> report.name().isEmpty())
                .count();
        return String.join(" ", names) + (unnamed == 0 ? "" : " +" + unnamed);
    }

    private static void explain(CandidateEntry candidateEntry, PrintWriter out) {
        if (candidateEntry.asExpected().orElse(false)) {
            return;
        }
        candidateEntry
                .reason()
                .ifPresent(reason -> out.println(candidateEntry.candidate() + ": " + reason + System.lineSeparator()));
        for (TrialEntry trial : candidateEntry.trials()) {
            if (trial.expected().isPresent()
                    && trial.expected().get() == trial.verdict()
                    && candidateEntry.trials().size() > 2) {
                continue;
            }
            String prefix = rowPrefix(candidateEntry, trial);
            trial.reports().stream().map(ReportEntry::title).distinct().forEach(title -> out.println(prefix + title));
            for (Finding finding : trial.findings()) {
                out.println(prefix + finding.verdict() + ": " + finding.reason());
            }
            if (!trial.reports().isEmpty() || !trial.findings().isEmpty()) {
                out.println();
            }
        }
    }

    private static String rowPrefix(CandidateEntry candidateEntry, TrialEntry trial) {
        String scenario = trial.scenario().equals(candidateEntry.scenario()) ? "" : trial.scenario() + ", ";
        return candidateEntry.candidate() + ", " + scenario + trial.profile() + ": ";
    }

    private static Stream<Path> folders(VerifyDocument document) {
        return document.results().stream()
                .flatMap(candidateEntry -> candidateEntry.trials().stream())
                .map(trial -> Path.of(trial.folder(), "..", "..").normalize())
                .distinct();
    }

    private static Stream<String> faults(VerifyDocument document) {
        return document.results().stream()
                .flatMap(candidateEntry -> candidateEntry.trials().stream())
                .flatMap(trial -> trial.faults().stream())
                .distinct();
    }

    private static String summary(List<CandidateEntry> results) {
        long judged = results.stream()
                .filter(candidateEntry -> candidateEntry.asExpected().isPresent())
                .count();
        long asExpected = results.stream()
                .filter(candidateEntry -> candidateEntry.asExpected().orElse(false))
                .count();
        long withoutExpectation = results.size() - judged;
        return Stream.of(
                        judged == 0 ? "" : asExpected + " of " + judged + " candidates as expected",
                        withoutExpectation == 0 ? "" : withoutExpectation + " without an expectation")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }
}
