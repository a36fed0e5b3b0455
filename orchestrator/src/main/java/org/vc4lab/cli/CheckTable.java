// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.build.CompilerWarning;
import org.vc4lab.lab.CheckDocument;
import org.vc4lab.lab.CheckDocument.Boot;
import org.vc4lab.lab.CheckDocument.StepEntry;
import org.vc4lab.lab.Verdict;
import org.vc4lab.lab.VerifyDocument.ReportEntry;
import org.vc4lab.patch.Fit;
import org.vc4lab.patch.NearMiss;

/** The patches of a series as a table, a row for each; below it, what the rows have no room for. */
final class CheckTable {
    private static final String NOTHING = "-";
    private static final int WIDEST_NAME = 48;
    private static final Set<Verdict> REPORTS = EnumSet.of(Verdict.REPRODUCED, Verdict.OTHER_REPORT);

    private static final List<ColumnData<StepEntry>> COLUMNS = List.of(
            column("patch", CheckTable::name),
            column("applies", CheckTable::applies),
            column("builds", CheckTable::builds),
            column("verdict", CheckTable::verdicts),
            column("reports", step -> step.boots().isEmpty() ? NOTHING : names(step.reports(), "none")),
            column("removes", CheckTable::removes),
            column("keeps", step -> names(step.keeps(), NOTHING)),
            column("adds", step -> names(step.adds(), NOTHING)));

    private CheckTable() {}

    static void print(CheckDocument document, PrintWriter out) {
        String table = AsciiTable.builder()
                .border(AsciiTable.NO_BORDERS)
                .data(document.steps(), COLUMNS)
                .asString();
        table.lines().map(String::stripTrailing).filter(line -> !line.isEmpty()).forEach(out::println);
        out.println();
        document.steps().forEach(step -> explain(step, out));
        boots(document)
                .flatMap(boot -> boot.faults().stream())
                .distinct()
                .forEach(fault -> out.println("Fault in the hardware: " + fault));
        boots(document)
                .map(boot -> Path.of(boot.folder(), "..", "..").normalize())
                .distinct()
                .forEach(folder -> out.println("Console logs, evidence and audio: " + folder));
        long patches =
                document.steps().stream().filter(step -> step.number() > 0).count();
        long built = document.steps().stream()
                .filter(step -> step.number() > 0 && step.builds().orElse(false))
                .count();
        out.println(built + " of " + patches + " patches tried");
    }

    private static Stream<Boot> boots(CheckDocument document) {
        return document.steps().stream().flatMap(step -> step.boots().stream());
    }

    private static ColumnData<StepEntry> column(String name, Function<StepEntry, String> field) {
        return new Column()
                .header(name)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(Integer.MAX_VALUE)
                .with(field);
    }

    private static String name(StepEntry step) {
        String name = (step.number() == 0 ? "" : step.number() + " ") + step.patch();
        return name.length() <= WIDEST_NAME ? name : name.substring(0, WIDEST_NAME - 3) + "...";
    }

    private static String applies(StepEntry step) {
        if (step.applies().isEmpty()) {
            return NOTHING;
        }
        if (!step.applies().get()) {
            return step.fuzz().isPresent() ? "no (fuzz " + step.fuzz().getAsInt() + ")" : "no";
        }
        return step.offsets().isEmpty()
                ? "yes"
                : "offset "
                        + step.offsets().stream()
                                .map(offset -> Integer.toString(offset.lines()))
                                .distinct()
                                .collect(Collectors.joining(","));
    }

    private static String builds(StepEntry step) {
        if (step.builds().isEmpty()) {
            return NOTHING;
        }
        int warnings = step.newWarnings().orElse(List.of()).size();
        return !step.builds().get()
                ? "no"
                : warnings == 0 ? "yes" : "+" + warnings + (warnings == 1 ? " warning" : " warnings");
    }

    /** One where all boots agree, otherwise each with its profile, or of many how often there is which. */
    private static String verdicts(StepEntry step) {
        Map<Verdict, Long> counts = step.boots().stream()
                .collect(Collectors.groupingBy(Boot::verdict, TreeMap::new, Collectors.counting()));
        if (counts.size() > 1 && hasScenarios(step)) {
            return counts.entrySet().stream()
                    .map(count -> count.getValue() + " " + count.getKey())
                    .collect(Collectors.joining(", "));
        }
        if (counts.size() > 1) {
            return step.boots().stream()
                    .map(boot -> boot.profile() + " " + boot.verdict())
                    .collect(Collectors.joining(", "));
        }
        return step.verdict().map(Verdict::toString).orElse(NOTHING);
    }

    private static boolean hasScenarios(StepEntry step) {
        return step.boots().stream().map(Boot::scenario).distinct().count() > 1;
    }

    private static String removes(StepEntry step) {
        String unknown = step.unknown().isEmpty() ? "" : names(step.unknown(), "") + " perhaps";
        return step.removes().isEmpty() && !unknown.isEmpty() ? unknown : names(step.removes(), NOTHING);
    }

    /** The names that the case has for reports, and how many others there are. */
    private static String names(List<ReportEntry> reports, String none) {
        String named = reports.stream()
                .flatMap(report -> report.name().stream())
                .sorted()
                .collect(Collectors.joining(" "));
        long others = reports.stream().filter(report -> report.name().isEmpty()).count();
        String more = others == 0 ? "" : "+" + others;
        return reports.isEmpty() ? none : (named + " " + more).strip();
    }

    private static void explain(StepEntry step, PrintWriter out) {
        String about = step.number() + ": ";
        step.reason().ifPresent(reason -> out.println(about + reason));
        step.fuzz()
                .ifPresent(fuzz -> out.println(
                        about + "patch(1) would take it with fuzz " + fuzz + "; git am does not, so it is not tried"));
        step.nearMiss().ifPresent(near -> explain(near, about, out));
        for (Fit.Offset offset : step.offsets()) {
            out.println(about + offset.file() + ": hunk " + offset.hunk() + " applies " + Math.abs(offset.lines())
                    + " lines further " + (offset.lines() > 0 ? "down" : "up"));
        }
        for (CompilerWarning warning : step.newWarnings().orElse(List.of())) {
            out.println(about + "new warning: " + warning.place() + ": " + warning.message());
        }
        for (ReportEntry report : step.adds()) {
            out.println(about + "adds " + report.name().map(name -> name + ", ").orElse("") + report.title());
        }
        List<String> findings = findings(step);
        findings.forEach(finding -> out.println(about + finding));
        boolean saidSomething = step.reason().isPresent()
                || !step.offsets().isEmpty()
                || !step.newWarnings().orElse(List.of()).isEmpty()
                || !step.adds().isEmpty()
                || !findings.isEmpty();
        if (saidSomething) {
            out.println();
        }
    }

    /** What is wrong with a patch's kernel beside reports, which the table tells. */
    private static List<String> findings(StepEntry step) {
        return step.boots().stream()
                .filter(boot -> step.number() > 0)
                .flatMap(boot -> boot.findings().stream()
                        .filter(finding -> !REPORTS.contains(finding.verdict()))
                        .map(finding -> (hasScenarios(step) ? boot.scenario() + ", " : "") + boot.profile() + ": "
                                + finding.verdict() + ": " + finding.reason()))
                .distinct()
                .toList();
    }

    private static void explain(NearMiss near, String about, PrintWriter out) {
        out.println(about + "this hunk finds no place in " + near.file() + ":");
        near.hunk().forEach(line -> out.println("    " + line));
        if (near.firstLine() == 0) {
            out.println(about + "nothing in the file is like it");
            return;
        }
        out.println(about + "the nearest is there at line " + near.firstLine() + ", with " + near.same() + " of "
                + near.wanted() + " lines:");
        int number = near.firstLine();
        for (String line : near.nearest()) {
            out.println(String.format("%7d  %s", number, line));
            number++;
        }
    }
}
