// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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
        List<HistoricalTrial> judged =
                before.stream().filter(pastTrial -> !pastTrial.isInfra()).toList();
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

    public List<TrialRecord> trialsWith(TrialStatusChange change) {
        return document.results().stream()
                .filter(trial -> changeOf(trial.id()) == change)
                .toList();
    }
}
