// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.vc4lab.lab.Verdict;

/**
 * A run beside the nights before it.
 *
 * @param lastNight when the newest before it began
 * @param lastGood when the newest good one before it began
 * @param past each trial in the nights before, the newest first
 * @param regressions ids of trials that are worse than in the last good night; without a good night, of those that are
 *     not as expected
 */
public record Night(
        MatrixDocument document,
        Optional<String> lastNight,
        Optional<String> lastGood,
        Map<String, List<PastTrial>> past,
        Map<String, Change> changes,
        List<String> regressions) {
    /** How many nights a trial's history shows. */
    private static final int NIGHTS = 30;

    public Night {
        past = Map.copyOf(past);
        changes = Map.copyOf(changes);
        regressions = List.copyOf(regressions);
    }

    /** Without a history. */
    public static Night alone(MatrixDocument document) {
        return compared(document, Optional.empty(), Optional.empty(), Map.of());
    }

    public static Night of(MatrixDocument document, History history) throws IOException {
        Map<String, List<PastTrial>> past = new LinkedHashMap<>();
        for (TrialRecord trial : document.results()) {
            past.put(trial.id(), history.past(document.plan(), trial.id(), document.begun(), NIGHTS));
        }
        return compared(
                document,
                history.lastNight(document.plan(), document.begun()),
                history.lastGoodNight(document.plan(), document.begun()),
                past);
    }

    static Night compared(
            MatrixDocument document,
            Optional<String> lastNight,
            Optional<String> lastGood,
            Map<String, List<PastTrial>> past) {
        Map<String, Change> changes = new LinkedHashMap<>();
        List<String> regressions = new ArrayList<>();
        for (TrialRecord trial : document.results()) {
            List<PastTrial> before = past.getOrDefault(trial.id(), List.of());
            changes.put(trial.id(), change(trial, before));
            Optional<PastTrial> good = before.stream()
                    .filter(one -> lastGood.equals(Optional.of(one.night())))
                    .findFirst();
            if (!trial.isInfra() && (good.isPresent() ? worse(trial, good.get()) : trial.isUnexpected())) {
                regressions.add(trial.id());
            }
        }
        return new Night(document, lastNight, lastGood, past, changes, regressions);
    }

    private static Change change(TrialRecord now, List<PastTrial> before) {
        List<PastTrial> told = before.stream().filter(one -> !one.isInfra()).toList();
        if (now.isInfra()) {
            return Change.SAME;
        }
        if (told.stream()
                .anyMatch(one -> one.inputs().isPresent()
                        && one.inputs().equals(now.inputs())
                        && one.verdict() != now.verdict())) {
            return Change.FLAKY;
        }
        if (told.isEmpty()) {
            return Change.FIRST;
        }
        PastTrial last = told.get(0);
        return worse(now, last) ? Change.NEW : better(now, last) ? Change.FIXED : Change.SAME;
    }

    /** Where something is expected, that decides. */
    private static boolean worse(TrialRecord now, PastTrial then) {
        if (now.asExpected().isPresent()) {
            return now.isUnexpected() && then.asExpected().orElse(true);
        }
        return now.verdict().compareTo(then.verdict()) > 0;
    }

    private static boolean better(TrialRecord now, PastTrial then) {
        if (now.asExpected().isPresent()) {
            return !now.isUnexpected() && !then.asExpected().orElse(true);
        }
        return now.verdict().compareTo(then.verdict()) < 0;
    }

    /** Whether later nights can be measured by it. */
    public boolean isGood() {
        return !document.isOurFault() && regressions.isEmpty();
    }

    public Change change(String id) {
        return Objects.requireNonNull(changes.getOrDefault(id, Change.FIRST));
    }

    /** Trials of a kind, in the plan's order. */
    public List<TrialRecord> trials(Change change) {
        return document.results().stream()
                .filter(trial -> change(trial.id()) == change)
                .toList();
    }

    /** The nights that the history shows, the newest first. */
    public List<Verdict> verdicts(String id) {
        return past.getOrDefault(id, List.of()).stream().map(PastTrial::verdict).toList();
    }
}
