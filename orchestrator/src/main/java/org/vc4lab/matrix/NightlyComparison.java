// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.ResultHistory.HistoricalTrial;

/**
 * A run compared with the nights before it.
 *
 * @param lastNight start of the newest earlier night
 * @param lastGoodNight start of the newest earlier good night
 * @param pastTrials results of earlier nights by trial id, newest first
 * @param regressions ids of trials that are worse than in the last good night; without a good night, of unexpected ones
 */
public record NightlyComparison(
        MatrixDocument document,
        Optional<String> lastNight,
        Optional<String> lastGoodNight,
        Map<String, List<HistoricalTrial>> pastTrials,
        Map<String, TrialStatusChange> changes,
        List<String> regressions) {
    /** How many nights a trial's history shows. */
    private static final int HISTORY_NIGHTS = 30;

    /** How a trial's result differs from the nights before. */
    public enum TrialStatusChange {
        SAME(""),
        /** No earlier night has a verdict on it. */
        FIRST_SEEN(""),
        REGRESSED("new"),
        FIXED("fixed"),
        /** The same inputs had another verdict on an earlier night. */
        FLAKY("flaky");

        private final String label;

        TrialStatusChange(String label) {
            this.label = label;
        }

        /** As reports mark the trial; empty if they do not. */
        public String label() {
            return label;
        }
    }

    public NightlyComparison {
        pastTrials = Map.copyOf(pastTrials);
        changes = Map.copyOf(changes);
        regressions = List.copyOf(regressions);
    }

    public static NightlyComparison withoutHistory(MatrixDocument document) {
        return compare(document, Optional.empty(), Optional.empty(), Map.of());
    }

    public static NightlyComparison of(MatrixDocument document, ResultHistory history) throws IOException {
        String plan = document.plan().name();
        Map<String, List<HistoricalTrial>> pastTrials = new LinkedHashMap<>();
        for (TrialRecord trial : document.results()) {
            pastTrials.put(trial.id(), history.pastTrials(plan, trial.id(), document.startedAt(), HISTORY_NIGHTS));
        }
        return compare(
                document,
                history.lastNight(plan, document.startedAt()),
                history.lastGoodNight(plan, document.startedAt()),
                pastTrials);
    }

    static NightlyComparison compare(
            MatrixDocument document,
            Optional<String> lastNight,
            Optional<String> lastGoodNight,
            Map<String, List<HistoricalTrial>> pastTrials) {
        Map<String, TrialStatusChange> changes = new LinkedHashMap<>();
        List<String> regressions = new ArrayList<>();
        for (TrialRecord trial : document.results()) {
            List<HistoricalTrial> before = pastTrials.getOrDefault(trial.id(), List.of());
            changes.put(trial.id(), changeOf(trial, before));
            Optional<HistoricalTrial> lastGoodTrial = before.stream()
                    .filter(pastTrial -> lastGoodNight.equals(Optional.of(pastTrial.night())))
                    .findFirst();
            if (!trial.isInfra()
                    && (lastGoodTrial.isPresent() ? compare(trial, lastGoodTrial.get()) > 0 : trial.isUnexpected())) {
                regressions.add(trial.id());
            }
        }
        return new NightlyComparison(document, lastNight, lastGoodNight, pastTrials, changes, regressions);
    }

    private static TrialStatusChange changeOf(TrialRecord now, List<HistoricalTrial> before) {
        List<HistoricalTrial> judged = before.stream()
                .filter(pastTrial -> pastTrial.verdict() != Verdict.INFRA)
                .toList();
        if (now.isInfra()) {
            return TrialStatusChange.SAME;
        }
        if (judged.stream()
                .anyMatch(pastTrial -> pastTrial.inputs().isPresent()
                        && pastTrial.inputs().equals(now.inputs())
                        && pastTrial.verdict() != now.verdict())) {
            return TrialStatusChange.FLAKY;
        }
        if (judged.isEmpty()) {
            return TrialStatusChange.FIRST_SEEN;
        }
        int comparison = compare(now, judged.get(0));
        return comparison > 0
                ? TrialStatusChange.REGRESSED
                : comparison < 0 ? TrialStatusChange.FIXED : TrialStatusChange.SAME;
    }

    /** Positive if it got worse: measured by the expectation if there is one, otherwise by the order of verdicts. */
    private static int compare(TrialRecord now, HistoricalTrial earlier) {
        return now.outcome().asExpected().isPresent()
                ? Boolean.compare(now.isUnexpected(), !earlier.asExpected().orElse(true))
                : now.verdict().compareTo(earlier.verdict());
    }

    /** Whether later nights may be compared with this one. */
    public boolean isGood() {
        return !document.hasInfraFailure() && regressions.isEmpty();
    }

    public TrialStatusChange changeOf(String id) {
        return Objects.requireNonNull(changes.getOrDefault(id, TrialStatusChange.FIRST_SEEN));
    }

    /** Trials by the label of their change; a label may have none. */
    public Map<String, List<TrialRecord>> changedTrials() {
        Map<String, List<TrialRecord>> trials = new LinkedHashMap<>();
        for (TrialStatusChange change :
                List.of(TrialStatusChange.REGRESSED, TrialStatusChange.FIXED, TrialStatusChange.FLAKY)) {
            trials.put(
                    change.label(),
                    document.results().stream()
                            .filter(trial -> changeOf(trial.id()) == change)
                            .toList());
        }
        return trials;
    }
}
