// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.build.kernel.CompilerWarning;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.PatchResult.ClosestMatch;
import org.vc4lab.report.CheckDocument;
import org.vc4lab.report.CheckDocument.BootEntry;
import org.vc4lab.report.CheckDocument.StepEntry;
import org.vc4lab.report.TextTable;
import org.vc4lab.report.VerifyDocument.ReportEntry;

/** Prints a row for each patch of a series, and details below the table. */
final class CheckTable {
    private static final String EMPTY_CELL = "-";
    private static final int MAX_NAME_LENGTH = 48;
    private static final Set<Verdict> REPORTS = EnumSet.of(Verdict.REPRODUCED, Verdict.OTHER_REPORT);

    private static final TextTable<StepEntry> TABLE = new TextTable<StepEntry>()
            .column("patch", CheckTable::patchCell)
            .column("applies", CheckTable::appliesCell)
            .column("builds", CheckTable::buildsCell)
            .column("verdict", CheckTable::verdictCell)
            .column("reports", step -> step.boots().isEmpty() ? EMPTY_CELL : reportNames(step.reports(), "none"))
            .column("removes", CheckTable::removesCell)
            .column("keeps", step -> reportNames(step.keeps(), EMPTY_CELL))
            .column("adds", step -> reportNames(step.adds(), EMPTY_CELL));

    private CheckTable() {}

    static void print(CheckDocument document, PrintWriter out) {
        TABLE.print(document.steps(), out);
        out.println();
        document.steps().forEach(step -> explain(step, out));
        ExplorationText.printAll(document.explored(), out);
        VerdictTable.printFaultsAndFolders(
                boots(document).flatMap(boot -> boot.faults().stream()),
                boots(document).map(BootEntry::folder),
                out);
        List<StepEntry> patches =
                document.steps().stream().filter(step -> step.number() > 0).toList();
        long built =
                patches.stream().filter(step -> step.builds().orElse(false)).count();
        out.println(built + " of " + patches.size() + " patches tried");
    }

    private static Stream<BootEntry> boots(CheckDocument document) {
        return document.steps().stream().flatMap(step -> step.boots().stream());
    }

    private static String patchCell(StepEntry step) {
        String name = (step.number() == 0 ? "" : step.number() + " ") + step.patch();
        return name.length() <= MAX_NAME_LENGTH ? name : name.substring(0, MAX_NAME_LENGTH - 3) + "...";
    }

    private static String appliesCell(StepEntry step) {
        if (step.applies().isEmpty()) {
            return EMPTY_CELL;
        }
        if (!step.applies().get()) {
            return step.fuzz().isPresent() ? "no (fuzz " + step.fuzz().getAsInt() + ")" : "no";
        }
        String offsets = step.offsets().stream()
                .map(offset -> Integer.toString(offset.lines()))
                .distinct()
                .collect(Collectors.joining(","));
        return offsets.isEmpty() ? "yes" : "offset " + offsets;
    }

    private static String buildsCell(StepEntry step) {
        if (step.builds().isEmpty()) {
            return EMPTY_CELL;
        }
        int warnings = step.newWarnings().orElse(List.of()).size();
        return !step.builds().get()
                ? "no"
                : warnings == 0 ? "yes" : "+" + warnings + (warnings == 1 ? " warning" : " warnings");
    }

    /** One verdict if all boots agree, otherwise each with its profile, or of several scenarios the counts. */
    private static String verdictCell(StepEntry step) {
        Map<Verdict, Long> counts = step.boots().stream()
                .collect(Collectors.groupingBy(BootEntry::verdict, TreeMap::new, Collectors.counting()));
        if (counts.size() > 1) {
            Stream<String> cells = hasScenarios(step)
                    ? counts.entrySet().stream().map(count -> count.getValue() + " " + count.getKey())
                    : step.boots().stream().map(boot -> boot.profile() + " " + boot.verdict());
            return cells.collect(Collectors.joining(", "));
        }
        return step.verdict().map(Verdict::toString).orElse(EMPTY_CELL);
    }

    private static boolean hasScenarios(StepEntry step) {
        return step.boots().stream().map(BootEntry::scenario).distinct().count() > 1;
    }

    private static String removesCell(StepEntry step) {
        String uncertain = step.unknown().isEmpty() ? "" : reportNames(step.unknown(), "") + " perhaps";
        return step.removes().isEmpty() && !uncertain.isEmpty() ? uncertain : reportNames(step.removes(), EMPTY_CELL);
    }

    /** The names that the case has for reports, and how many others there are. */
    private static String reportNames(List<ReportEntry> reports, String emptyText) {
        String named = reports.stream()
                .flatMap(report -> report.name().stream())
                .sorted()
                .collect(Collectors.joining(" "));
        long unnamed =
                reports.stream().filter(report -> report.name().isEmpty()).count();
        String suffix = unnamed == 0 ? "" : "+" + unnamed;
        return reports.isEmpty() ? emptyText : (named + " " + suffix).strip();
    }

    private static void explain(StepEntry step, PrintWriter out) {
        List<String> lines = new ArrayList<>();
        String prefix = step.number() + ": ";
        step.reason().ifPresent(reason -> lines.add(prefix + reason));
        step.fuzz()
                .ifPresent(fuzz -> lines.add(
                        prefix + "patch(1) would take it with fuzz " + fuzz + "; git am does not, so it is not tried"));
        step.nearMiss().ifPresent(closest -> lines.addAll(describe(closest, prefix)));
        for (PatchResult.Offset offset : step.offsets()) {
            lines.add(prefix + offset.file() + ": hunk " + offset.hunk() + " applies " + Math.abs(offset.lines())
                    + " lines further " + (offset.lines() > 0 ? "down" : "up"));
        }
        for (CompilerWarning warning : step.newWarnings().orElse(List.of())) {
            lines.add(prefix + "new warning: " + warning.position() + ": " + warning.message());
        }
        for (ReportEntry report : step.adds()) {
            lines.add(prefix + "adds " + report.name().map(name -> name + ", ").orElse("") + report.title());
        }
        findings(step).forEach(finding -> lines.add(prefix + finding));
        lines.forEach(out::println);
        if (!lines.isEmpty()) {
            out.println();
        }
    }

    /** What is wrong with a patch's kernel, except reports, which the table has. */
    private static List<String> findings(StepEntry step) {
        return step.boots().stream()
                .filter(boot -> step.number() > 0)
                .flatMap(boot -> boot.findings().stream()
                        .filter(finding -> !REPORTS.contains(finding.verdict()) && finding.explains(boot.verdict()))
                        .map(finding -> (hasScenarios(step) ? boot.scenario() + ", " : "") + boot.profile() + ": "
                                + finding.describe()))
                .distinct()
                .toList();
    }

    private static List<String> describe(ClosestMatch closest, String prefix) {
        List<String> lines = new ArrayList<>();
        lines.add(prefix + "this hunk finds no place in " + closest.file() + ":");
        closest.hunk().forEach(line -> lines.add("    " + line));
        if (closest.firstLine() == 0) {
            lines.add(prefix + "nothing in the file is like it");
            return lines;
        }
        lines.add(prefix + "the nearest is there at line " + closest.firstLine() + ", with "
                + closest.matchingLineCount() + " of " + closest.expectedLineCount() + " lines:");
        int number = closest.firstLine();
        for (String line : closest.fileLines()) {
            lines.add(String.format("%7d  %s", number, line));
            number++;
        }
        return lines;
    }
}
