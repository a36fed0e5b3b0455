// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.matrix.MatrixDocument;
import org.vc4lab.matrix.NightlyComparison;
import org.vc4lab.matrix.TrialFileNames;
import org.vc4lab.matrix.TrialRecord;
import org.vc4lab.matrix.TrialStatusChange;

/** The model of {@code index.ftlh}. */
public record MatrixPage(NightlyComparison comparison) {
    /** A kernel in a configuration, with a column for each candidate. */
    public record KernelSection(String kernel, String config, List<String> candidates, List<MatrixRow> rows) {}

    /**
     * A scenario with a hardware profile and faults.
     *
     * @param trials by candidate
     */
    public record MatrixRow(String scenario, String profile, String faults, Map<String, TrialRecord> trials) {}

    public MatrixDocument document() {
        return comparison.document();
    }

    /** Number of trials that showed what is expected of them. */
    public long expected() {
        return judged() - document().unexpected().size();
    }

    public long infra() {
        return document().results().stream().filter(TrialRecord::isInfra).count();
    }

    /** Number of trials without an expectation. */
    public long unjudged() {
        return document().results().size() - judged() - infra();
    }

    private long judged() {
        return document().results().stream()
                .filter(trial -> trial.outcome().asExpected().isPresent())
                .count();
    }

    /** Changed trials by kind of change; a kind may have none. */
    public Map<String, List<TrialRecord>> changes() {
        Map<String, List<TrialRecord>> changes = new LinkedHashMap<>();
        Stream.of(TrialStatusChange.REGRESSED, TrialStatusChange.FIXED, TrialStatusChange.FLAKY)
                .forEach(change -> changes.put(DisplayFormats.changeLabel(change), comparison.trialsWith(change)));
        return changes;
    }

    public List<KernelSection> sections() {
        return document().resultsByKernel().values().stream()
                .map(MatrixPage::section)
                .toList();
    }

    private static KernelSection section(List<TrialRecord> trials) {
        Map<List<String>, MatrixRow> rows = new LinkedHashMap<>();
        for (TrialRecord trial : trials) {
            String scenario = trial.axes().scenario();
            String profile = trial.axes().profile();
            String faults = String.join(" ", trial.axes().faults());
            rows.computeIfAbsent(
                            List.of(scenario, profile, faults),
                            key -> new MatrixRow(scenario, profile, faults, new LinkedHashMap<>()))
                    .trials()
                    .put(trial.axes().candidate(), trial);
        }
        List<String> candidates = trials.stream()
                .map(trial -> trial.axes().candidate())
                .distinct()
                .toList();
        return new KernelSection(
                trials.get(0).axes().kernel(),
                trials.get(0).axes().config(),
                candidates,
                new ArrayList<>(rows.values()));
    }

    public String change(TrialRecord trial) {
        return DisplayFormats.changeLabel(comparison.changeOf(trial.id()));
    }

    public String href(TrialRecord trial) {
        return "trials/" + TrialFileNames.of(trial.id()) + ".html";
    }

    /** The case's names of the reports, separated by blanks. */
    public String reports(TrialRecord trial) {
        return trial.observations().reports().stream()
                .flatMap(report -> report.name().stream())
                .distinct()
                .collect(Collectors.joining(" "));
    }
}
