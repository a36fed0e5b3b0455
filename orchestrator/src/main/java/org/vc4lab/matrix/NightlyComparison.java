// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.ResultHistory.HistoricalTrial;

/**
 * A run compared with the nights before it.
 *
 * @param lastNight start of the newest earlier night
 * @param lastGoodNight start of the newest earlier good night
 * @param pastTrials results of earlier nights by trial id, newest first
 */
public record NightlyComparison(
        MatrixDocument document,
        Optional<String> lastNight,
        Optional<String> lastGoodNight,
        Map<String, List<HistoricalTrial>> pastTrials) {
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
    }

    public static NightlyComparison withoutHistory(MatrixDocument document) {
        return new NightlyComparison(document, Optional.empty(), Optional.empty(), Map.of());
    }

    public static NightlyComparison of(MatrixDocument document, ResultHistory history) throws IOException {
        String plan = document.plan().name();
        String startedAt = document.startedAt();
        Map<String, List<HistoricalTrial>> pastTrials = new LinkedHashMap<>();
        for (TrialRecord trial : document.results()) {
            pastTrials.put(trial.id(), history.pastTrials(plan, trial.id(), startedAt, HISTORY_NIGHTS));
        }
        return new NightlyComparison(
                document,
                history.lastNight(plan, startedAt, false),
                history.lastNight(plan, startedAt, true),
                pastTrials);
    }

    /** Results of earlier nights, newest first. */
    public List<HistoricalTrial> historyOf(TrialRecord trial) {
        return pastTrials.getOrDefault(trial.id(), List.of());
    }

    /** Ids of trials that are worse than in the last good night; without a good night, of unexpected ones. */
    public List<String> regressions() {
        return document.results().stream()
                .filter(this::isRegression)
                .map(TrialRecord::id)
                .toList();
    }

    private boolean isRegression(TrialRecord trial) {
        return !trial.isInfra()
                && historyOf(trial).stream()
                        .filter(pastTrial -> lastGoodNight.equals(Optional.of(pastTrial.night())))
                        .findFirst()
                        .map(lastGoodTrial -> compare(trial, lastGoodTrial) > 0)
                        .orElse(trial.isUnexpected());
    }

    /** How a trial of the run differs from the nights before. */
    public TrialStatusChange changeOf(TrialRecord trial) {
        if (trial.isInfra()) {
            return TrialStatusChange.SAME;
        }
        List<HistoricalTrial> judged = historyOf(trial).stream()
                .filter(pastTrial -> pastTrial.verdict() != Verdict.INFRA)
                .toList();
        if (judged.stream()
                .anyMatch(pastTrial -> pastTrial.inputs().isPresent()
                        && pastTrial.inputs().equals(trial.inputs())
                        && pastTrial.verdict() != trial.verdict())) {
            return TrialStatusChange.FLAKY;
        }
        if (judged.isEmpty()) {
            return TrialStatusChange.FIRST_SEEN;
        }
        int comparison = compare(trial, judged.get(0));
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
        return !document.hasInfraFailure() && regressions().isEmpty();
    }

    /** Trials by the label of their change; a label may have none. */
    public Map<String, List<TrialRecord>> changedTrials() {
        Map<String, List<TrialRecord>> trials = new LinkedHashMap<>();
        for (TrialStatusChange change : EnumSet.range(TrialStatusChange.REGRESSED, TrialStatusChange.FLAKY)) {
            Stream<TrialRecord> changed = document.results().stream().filter(trial -> changeOf(trial) == change);
            trials.put(change.label(), changed.toList());
        }
        return trials;
    }
}
