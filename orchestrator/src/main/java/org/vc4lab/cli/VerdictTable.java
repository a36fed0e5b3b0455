// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.report.ExploreDocument;
import org.vc4lab.report.TextTable;
import org.vc4lab.report.VerifyDocument;
import org.vc4lab.report.VerifyDocument.CandidateEntry;
import org.vc4lab.report.VerifyDocument.ReportEntry;
import org.vc4lab.report.VerifyDocument.TrialEntry;

/** Prints a row for each trial, and below the table why verdicts differ from the expected ones. */
final class VerdictTable {
    private static final String EMPTY_CELL = "-";

    private VerdictTable() {}

    /** A trial, or, if there is none, the candidate that could not be tried. */
    private record VerdictRow(CandidateEntry candidate, Optional<TrialEntry> trial) {
        String cell(Function<TrialEntry, String> text) {
            return trial.map(text).orElse(EMPTY_CELL);
        }

        Verdict verdict() {
            return trial.map(TrialEntry::verdict).orElse(candidate.verdict());
        }

        Optional<Verdict> expected() {
            return trial.isPresent() ? trial.get().expected() : candidate.expected();
        }
    }

    /**
     * Prints it.
     *
     * @param withAudio whether the case has sound
     * @param withObservers whether to print who saw what
     */
    static void print(VerifyDocument document, boolean withAudio, boolean withObservers, PrintWriter out) {
        List<VerdictRow> rows =
                document.results().stream().flatMap(VerdictTable::rows).toList();
        TextTable<VerdictRow> table = new TextTable<VerdictRow>()
                .column("candidate", row -> row.candidate().candidate());
        if (hasOtherScenarios(document)) {
            table.column("scenario", row -> row.cell(TrialEntry::scenario));
        }
        table.column("profile", row -> row.cell(TrialEntry::profile))
                .column("verdict", row -> row.verdict().toString())
                .column("expected", row -> row.expected().map(Verdict::toString).orElse(EMPTY_CELL))
                .column("reports", row -> row.cell(VerdictTable::reportCell));
        if (explorations(document).findAny().isPresent()) {
            table.column(
                    "explored",
                    row -> row.cell(trial -> trial.explored()
                            .map(explored -> explored.summary().result())
                            .orElse(EMPTY_CELL)));
        }
        table.numberColumn("irqs off", row -> row.cell(trial -> micros(trial.maxIrqsOffMicros())));
        if (withAudio) {
            table.numberColumn("infoframe", row -> row.cell(trial -> micros(trial.infoframeLateMicros())))
                    .numberColumn("samples", row -> row.cell(trial -> Long.toString(trial.samplesPlayed())));
        }
        table.numberColumn("wall", row -> row.cell(trial -> String.format("%.1f s", trial.wallMillis() / 1000.0)))
                .print(rows, out);
        out.println();
        printByScenario(document, out);
        document.results().forEach(candidate -> explain(candidate, out));
        if (withObservers) {
            document.results().forEach(candidate -> printObservers(candidate, out));
        }
        ExplorationText.printAll(explorations(document).toList(), out);
        document.results().stream()
                .flatMap(candidate -> candidate.kernelNotes().stream())
                .distinct()
                .forEach(note -> out.println("Kernel: " + note));
        printFaultsAndFolders(
                trials(document).flatMap(trial -> trial.faults().stream()),
                trials(document).map(TrialEntry::folder),
                out);
        out.println(summary(document.results()));
    }

    private static Stream<ExploreDocument> explorations(VerifyDocument document) {
        return trials(document).flatMap(trial -> trial.explored().stream());
    }

    /** @param folders of trials; printed is the folder of the whole run */
    static void printFaultsAndFolders(Stream<String> faults, Stream<String> folders, PrintWriter out) {
        faults.distinct().forEach(fault -> out.println("Fault in the hardware: " + fault));
        folders.map(folder -> Path.of(folder, "..", "..").normalize())
                .distinct()
                .forEach(folder -> out.println("Console logs, evidence and audio: " + folder));
    }

    private static Stream<TrialEntry> trials(VerifyDocument document) {
        return document.results().stream().flatMap(candidate -> candidate.trials().stream());
    }

    /** Whether a candidate was tried in another scenario than its own. */
    private static boolean hasOtherScenarios(VerifyDocument document) {
        return document.results().stream().anyMatch(candidate -> candidate.trials().stream()
                .anyMatch(trial -> !trial.scenario().equals(candidate.scenario())));
    }

    private static Stream<VerdictRow> rows(CandidateEntry candidate) {
        return candidate.trials().isEmpty()
                ? Stream.of(new VerdictRow(candidate, Optional.empty()))
                : candidate.trials().stream().map(trial -> new VerdictRow(candidate, Optional.of(trial)));
    }

    private static String micros(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() + " us" : EMPTY_CELL;
    }

    /** The names that the case has for reports, and how many others there are; by their kinds if none has a name. */
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

    private record ScenarioRow(String scenario, String profile) {}

    /**
     * All verdicts at a glance: a row for each scenario and profile, a column for each candidate. Prints nothing for
     * one scenario or one candidate: the table of trials shows as much.
     */
    private static void printByScenario(VerifyDocument document, PrintWriter out) {
        List<ScenarioRow> rows = trials(document)
                .map(trial -> new ScenarioRow(trial.scenario(), trial.profile()))
                .distinct()
                .toList();
        boolean hasSeveralScenarios =
                rows.stream().map(ScenarioRow::scenario).distinct().count() > 1
                        && document.results().stream()
                                .anyMatch(candidate -> candidate.trials().size() > 2);
        if (!hasSeveralScenarios || document.results().size() < 2) {
            return;
        }
        TextTable<ScenarioRow> table = new TextTable<ScenarioRow>()
                .column("scenario", ScenarioRow::scenario)
                .column("profile", ScenarioRow::profile);
        for (CandidateEntry candidate : document.results()) {
            table.column(candidate.candidate(), row -> scenarioCell(candidate, row));
        }
        table.print(rows, out);
        out.println();
    }

    private static String scenarioCell(CandidateEntry candidate, ScenarioRow row) {
        return candidate.trials().stream()
                .filter(trial -> trial.scenario().equals(row.scenario())
                        && trial.profile().equals(row.profile()))
                .map(VerdictTable::verdictCell)
                .findFirst()
                .orElse(candidate.trials().isEmpty() ? candidate.verdict().toString() : EMPTY_CELL);
    }

    /** With a mark if another verdict is expected. */
    private static String verdictCell(TrialEntry trial) {
        boolean asExpected = trial.expected().map(trial.verdict()::equals).orElse(true);
        return trial.verdict() + (asExpected ? "" : " (!)");
    }

    private static void explain(CandidateEntry candidate, PrintWriter out) {
        if (candidate.asExpected().orElse(false)) {
            return;
        }
        candidate
                .reason()
                .ifPresent(reason -> out.println(candidate.candidate() + ": " + reason + System.lineSeparator()));
        for (TrialEntry trial : candidate.trials()) {
            if (trial.expected().equals(Optional.of(trial.verdict()))
                    && candidate.trials().size() > 2) {
                continue;
            }
            String prefix = rowPrefix(candidate, trial);
            trial.reports().stream().map(ReportEntry::title).distinct().forEach(title -> out.println(prefix + title));
            List<Finding> findings = trial.findings().stream()
                    .filter(finding -> finding.explains(trial.verdict()))
                    .toList();
            findings.forEach(finding -> out.println(prefix + finding.describe()));
            if (!trial.reports().isEmpty() || !findings.isEmpty()) {
                out.println();
            }
        }
    }

    private static void printObservers(CandidateEntry candidate, PrintWriter out) {
        for (TrialEntry trial : candidate.trials()) {
            out.println(rowPrefix(candidate, trial) + trial.verdict());
            trial.seenBy()
                    .byObserver()
                    .forEach((observer, lines) -> lines.forEach(line -> out.printf("  %-10s%s%n", observer, line)));
            out.println();
        }
    }

    private static String rowPrefix(CandidateEntry candidate, TrialEntry trial) {
        String scenario = trial.scenario().equals(candidate.scenario()) ? "" : trial.scenario() + ", ";
        return candidate.candidate() + ", " + scenario + trial.profile() + ": ";
    }

    private static String summary(List<CandidateEntry> results) {
        List<Boolean> judged = results.stream()
                .flatMap(candidate -> candidate.asExpected().stream())
                .toList();
        long asExpected = judged.stream().filter(Boolean::booleanValue).count();
        int withoutExpectation = results.size() - judged.size();
        return Stream.of(
                        judged.isEmpty() ? "" : asExpected + " of " + judged.size() + " candidates as expected",
                        withoutExpectation == 0 ? "" : withoutExpectation + " without an expectation")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }
}
