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

/**
 * A run beside the nights before it.
 *
 * @param lastNight when the newest before it began
 * @param lastGoodNight when the newest good one before it began
 * @param pastTrials each trial in the nights before, the newest first
 * @param regressions ids of trials that are worse than in the last good night; without a good night, of those that are
 *     not as expected
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

    /** Without a history. */
    public static NightlyComparison withoutHistory(MatrixDocument document) {
        return compare(document, Optional.empty(), Optional.empty(), Map.of());
    }

    public static NightlyComparison of(MatrixDocument document, ResultHistory history) throws IOException {
        Map<String, List<HistoricalTrial>> pastTrials = new LinkedHashMap<>();
        for (TrialRecord trial : document.results()) {
            pastTrials.put(
                    trial.id(), history.pastTrials(document.plan(), trial.id(), document.startedAt(), HISTORY_NIGHTS));
        }
        return compare(
                document,
                history.lastNight(document.plan(), document.startedAt()),
                history.lastGoodNight(document.plan(), document.startedAt()),
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
                    && (lastGoodTrial.isPresent() ? isWorse(trial, lastGoodTrial.get()) : trial.isUnexpected())) {
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
        HistoricalTrial last = judged.get(0);
        return isWorse(now, last)
                ? TrialStatusChange.REGRESSED
                : isBetter(now, last) ? TrialStatusChange.FIXED : TrialStatusChange.SAME;
    }

    /** Where something is expected, that decides. */
    private static boolean isWorse(TrialRecord now, HistoricalTrial earlier) {
        if (now.asExpected().isPresent()) {
            return now.isUnexpected() && earlier.asExpected().orElse(true);
        }
        return now.verdict().compareTo(earlier.verdict()) > 0;
    }

    private static boolean isBetter(TrialRecord now, HistoricalTrial earlier) {
        if (now.asExpected().isPresent()) {
            return !now.isUnexpected() && !earlier.asExpected().orElse(true);
        }
        return now.verdict().compareTo(earlier.verdict()) < 0;
    }

    /** Whether later nights can be measured by it. */
    public boolean isGood() {
        return !document.hasInfraFailure() && regressions.isEmpty();
    }

    public TrialStatusChange changeOf(String id) {
        return Objects.requireNonNull(changes.getOrDefault(id, TrialStatusChange.FIRST_SEEN));
    }

    /** Trials of a kind, in the plan's order. */
    public List<TrialRecord> trialsWith(TrialStatusChange change) {
        return document.results().stream()
                .filter(trial -> changeOf(trial.id()) == change)
                .toList();
    }

    /** The nights that the history shows, the newest first. */
    public List<Verdict> pastVerdicts(String id) {
        return pastTrials.getOrDefault(id, List.of()).stream()
                .map(HistoricalTrial::verdict)
                .toList();
    }
}
