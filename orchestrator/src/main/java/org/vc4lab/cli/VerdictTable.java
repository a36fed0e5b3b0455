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
import org.vc4lab.lab.Finding;
import org.vc4lab.lab.Verdict;
import org.vc4lab.lab.VerifyDocument;
import org.vc4lab.lab.VerifyDocument.ReportEntry;
import org.vc4lab.lab.VerifyDocument.Result;
import org.vc4lab.lab.VerifyDocument.TrialEntry;

/** The results as a table, a row for each trial; below it, why a verdict is not the one expected. */
final class VerdictTable {
    private static final String NOTHING = "-";

    private static final ColumnData<Row> SCENARIO = text("scenario", Row::scenario);
    private static final List<ColumnData<Row>> COLUMNS = List.of(
            text("candidate", Row::candidate),
            SCENARIO,
            text("profile", Row::profile),
            text("verdict", Row::verdict),
            text("expected", Row::expected),
            text("reports", Row::reports),
            number("irqs off", Row::irqsOff),
            number("infoframe", Row::infoframe),
            number("samples", Row::samples),
            number("wall", Row::wall));

    private VerdictTable() {}

    private record Row(
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
        List<Row> rows = document.results().stream().flatMap(VerdictTable::rows).toList();
        String table = AsciiTable.builder()
                .border(AsciiTable.NO_BORDERS)
                .data(rows, columns(document))
                .asString();
        table.lines().map(String::stripTrailing).filter(line -> !line.isEmpty()).forEach(out::println);
        out.println();
        ScenarioMatrix.print(document, out);
        document.results().forEach(result -> explain(result, out));
        faults(document).forEach(fault -> out.println("Fault in the hardware: " + fault));
        folders(document).forEach(folder -> out.println("Console logs, evidence and audio: " + folder));
        out.println(summary(document.results()));
    }

    /** The scenario is told where a candidate was tried in another than its own. */
    private static List<ColumnData<Row>> columns(VerifyDocument document) {
        boolean ownOnly = document.results().stream().allMatch(result -> result.trials().stream()
                .allMatch(trial -> trial.scenario().equals(result.scenario())));
        return COLUMNS.stream()
                .filter(column -> !ownOnly || !column.equals(SCENARIO))
                .toList();
    }

    private static ColumnData<Row> text(String name, Function<Row, String> field) {
        return column(name, HorizontalAlign.LEFT, field);
    }

    private static ColumnData<Row> number(String name, Function<Row, String> field) {
        return column(name, HorizontalAlign.RIGHT, field);
    }

    private static ColumnData<Row> column(String name, HorizontalAlign align, Function<Row, String> field) {
        return new Column()
                .header(name)
                .headerAlign(align)
                .dataAlign(align)
                .maxWidth(Integer.MAX_VALUE)
                .with(field);
    }

    private static Stream<Row> rows(Result result) {
        if (result.trials().isEmpty()) {
            return Stream.of(new Row(
                    result.candidate(),
                    NOTHING,
                    NOTHING,
                    result.verdict().toString(),
                    name(result.expected()),
                    NOTHING,
                    NOTHING,
                    NOTHING,
                    NOTHING,
                    NOTHING));
        }
        return result.trials().stream().map(trial -> row(result, trial));
    }

    private static Row row(Result result, TrialEntry trial) {
        return new Row(
                result.candidate(),
                trial.scenario(),
                trial.profile(),
                trial.verdict().toString(),
                name(trial.expected()),
                reports(trial),
                micros(trial.maxIrqsOffMicros()),
                micros(trial.infoframeLateMicros()),
                Long.toString(trial.samplesPlayed()),
                String.format("%.1f s", trial.wallMillis() / 1000.0));
    }

    private static String name(Optional<Verdict> verdict) {
        return verdict.map(Verdict::toString).orElse(NOTHING);
    }

    private static String micros(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() + " us" : NOTHING;
    }

    /** The names that the case has for reports, and how many others there are; by their kinds where none has a name. */
    private static String reports(TrialEntry trial) {
        List<String> names = trial.reports().stream()
                .flatMap(report -> report.name().stream())
                .distinct()
                .toList();
        if (names.isEmpty()) {
            String kinds =
                    trial.reports().stream().map(ReportEntry::kind).distinct().collect(Collectors.joining(" "));
            return kinds.isEmpty() ? "none" : kinds;
        }
        long others = trial.reports().stream()
                .filter(report -> report.name().isEmpty())
                .count();
        return String.join(" ", names) + (others == 0 ? "" : " +" + others);
    }

    private static void explain(Result result, PrintWriter out) {
        if (result.asExpected().orElse(false)) {
            return;
        }
        result.reason().ifPresent(reason -> out.println(result.candidate() + ": " + reason + System.lineSeparator()));
        for (TrialEntry trial : result.trials()) {
            if (trial.expected().isPresent()
                    && trial.expected().get() == trial.verdict()
                    && result.trials().size() > 2) {
                continue;
            }
            String about = about(result, trial);
            trial.reports().stream().map(ReportEntry::title).distinct().forEach(title -> out.println(about + title));
            for (Finding finding : trial.findings()) {
                out.println(about + finding.verdict() + ": " + finding.reason());
            }
            if (!trial.reports().isEmpty() || !trial.findings().isEmpty()) {
                out.println();
            }
        }
    }

    private static String about(Result result, TrialEntry trial) {
        String scenario = trial.scenario().equals(result.scenario()) ? "" : trial.scenario() + ", ";
        return result.candidate() + ", " + scenario + trial.profile() + ": ";
    }

    private static Stream<Path> folders(VerifyDocument document) {
        return document.results().stream()
                .flatMap(result -> result.trials().stream())
                .map(trial -> Path.of(trial.folder(), "..", "..").normalize())
                .distinct();
    }

    private static Stream<String> faults(VerifyDocument document) {
        return document.results().stream()
                .flatMap(result -> result.trials().stream())
                .flatMap(trial -> trial.faults().stream())
                .distinct();
    }

    private static String summary(List<Result> results) {
        long judged = results.stream()
                .filter(result -> result.asExpected().isPresent())
                .count();
        long right = results.stream()
                .filter(result -> result.asExpected().orElse(false))
                .count();
        long own = results.size() - judged;
        return Stream.of(
                        judged == 0 ? "" : right + " of " + judged + " candidates as expected",
                        own == 0 ? "" : own + " without an expectation")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }
}
