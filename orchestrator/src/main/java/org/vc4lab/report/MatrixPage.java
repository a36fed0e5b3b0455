// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.TrialFileNames;
import org.vc4lab.matrix.TrialRecord;
import org.vc4lab.matrix.TrialStatusChange;

/** What the first page shows, as its template takes it. */
public record MatrixPage(
        String plan,
        String caseName,
        String startedAt,
        int trials,
        int expected,
        int unexpected,
        int unjudged,
        int infra,
        List<String> missing,
        List<String> notes,
        String lastNight,
        List<ChangeGroup> changes,
        List<VerdictCount> verdicts,
        List<KernelSection> sections) {

    /** Trials that changed in the same way. */
    public record ChangeGroup(String change, List<Cell> cells) {}

    /** How many trials have a verdict. */
    public record VerdictCount(String verdict, int count) {}

    /** A kernel in a configuration: candidates side by side. */
    public record KernelSection(String kernel, String config, List<String> candidates, List<MatrixRow> rows) {}

    /** A scenario with a profile and faults. */
    public record MatrixRow(String scenario, String profile, String faults, List<Cell> cells) {}

    /**
     * A trial.
     *
     * @param verdict empty where there is no such trial in the plan
     * @param expected empty where nothing is expected
     * @param reports names of the reports seen
     */
    public record Cell(
            String candidate,
            String id,
            String href,
            String verdict,
            String expected,
            boolean unexpected,
            String change,
            String reports,
            String seconds) {
        static Cell none(String candidate) {
            return new Cell(candidate, "", "", "", "", false, "", "", "");
        }
    }

    static MatrixPage of(NightlyComparison comparison) {
        MatrixDocument document = comparison.document();
        int infra =
                (int) document.results().stream().filter(TrialRecord::isInfra).count();
        int judged = (int) document.results().stream()
                .filter(trial -> trial.asExpected().isPresent())
                .count();
        return new MatrixPage(
                document.plan(),
                document.caseName(),
                DisplayFormats.formatTime(document.startedAt()),
                document.trials(),
                judged - document.unexpected().size(),
                document.unexpected().size(),
                document.results().size() - judged - infra,
                infra,
                document.missing(),
                document.notes(),
                comparison.lastNight().map(DisplayFormats::formatTime).orElse(""),
                changeGroups(comparison),
                document.verdicts().entrySet().stream()
                        .map(entry -> new VerdictCount(entry.getKey().toString(), entry.getValue()))
                        .toList(),
                sections(comparison));
    }

    private static List<ChangeGroup> changeGroups(NightlyComparison comparison) {
        List<ChangeGroup> groups = new ArrayList<>();
        for (TrialStatusChange change :
                List.of(TrialStatusChange.REGRESSED, TrialStatusChange.FIXED, TrialStatusChange.FLAKY)) {
            List<Cell> cells = comparison.trialsWith(change).stream()
                    .map(trial -> cell(comparison, trial))
                    .toList();
            groups.add(new ChangeGroup(DisplayFormats.changeLabel(change), cells));
        }
        return groups;
    }

    private static List<KernelSection> sections(NightlyComparison comparison) {
        Map<String, List<TrialRecord>> kernels = new LinkedHashMap<>();
        comparison.document().results().forEach(trial -> kernels.computeIfAbsent(
                        trial.kernel() + "/" + trial.config(), name -> new ArrayList<>())
                .add(trial));
        return kernels.values().stream()
                .map(trials -> section(comparison, trials))
                .toList();
    }

    private static KernelSection section(NightlyComparison comparison, List<TrialRecord> trials) {
        List<String> candidates =
                trials.stream().map(TrialRecord::candidate).distinct().toList();
        Map<List<String>, Map<String, Cell>> rows = new LinkedHashMap<>();
        for (TrialRecord trial : trials) {
            List<String> row = List.of(trial.scenario(), trial.profile(), String.join(" ", trial.faults()));
            rows.computeIfAbsent(row, name -> new LinkedHashMap<>()).put(trial.candidate(), cell(comparison, trial));
        }
        List<MatrixRow> matrixRows = rows.entrySet().stream()
                .map(row -> new MatrixRow(
                        row.getKey().get(0),
                        row.getKey().get(1),
                        row.getKey().get(2),
                        candidates.stream()
                                .map(name -> row.getValue().getOrDefault(name, Cell.none(name)))
                                .toList()))
                .toList();
        return new KernelSection(trials.get(0).kernel(), trials.get(0).config(), candidates, matrixRows);
    }

    static Cell cell(NightlyComparison comparison, TrialRecord trial) {
        return new Cell(
                trial.candidate(),
                trial.id(),
                "trials/" + TrialFileNames.of(trial.id()) + ".html",
                trial.verdict().toString(),
                trial.expected().map(Verdict::toString).orElse(""),
                trial.isUnexpected(),
                DisplayFormats.changeLabel(comparison.changeOf(trial.id())),
                String.join(" ", reportNames(trial)),
                DisplayFormats.formatSeconds(trial.provenance().wallMillis()));
    }

    private static List<String> reportNames(TrialRecord trial) {
        return trial.reports().stream()
                .map(TrialReport::name)
                .flatMap(name -> name.stream())
                .distinct()
                .toList();
    }
}
