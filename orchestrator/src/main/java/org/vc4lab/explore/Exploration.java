// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vc4lab.lab.model.Candidate.Expectation;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * A trial under many schedules.
 *
 * @param trial with the fixed schedule
 * @param results by seed; those that ran beside the first that is not clean are left out unless the plan keeps going
 * @param shrunk of the first that is not clean; empty if it was not shrunk
 */
public record Exploration(
        Trial trial, ExplorationPlan plan, List<ScheduleResult> results, Optional<KeptSchedule> shrunk) {
    public Exploration {
        results = List.copyOf(plan.keepsGoing() ? results : untilFirstFinding(results));
    }

    /** Without one that was shrunk. */
    public Exploration(Trial trial, ExplorationPlan plan, List<ScheduleResult> results) {
        this(trial, plan, results, Optional.empty());
    }

    /** A shrunk schedule, and its file. */
    public record KeptSchedule(@JsonProperty("file") String file, @JsonProperty("schedule") ShrunkSchedule schedule) {}

    Exploration withShrunk(KeptSchedule kept) {
        return new Exploration(trial, plan, results, Optional.of(kept));
    }

    private static List<ScheduleResult> untilFirstFinding(List<ScheduleResult> results) {
        for (int i = 0; i < results.size(); i++) {
            if (!results.get(i).isClean()) {
                return results.subList(0, i + 1);
            }
        }
        return results;
    }

    /** Those that are not clean. */
    public List<ScheduleResult> findings() {
        return results.stream().filter(result -> !result.isClean()).toList();
    }

    /** How many distinct orders the schedules had; 0 if none is known. */
    int orders() {
        return (int) results.stream()
                .flatMap(result -> result.order().stream())
                .distinct()
                .count();
    }

    /** The worst of all; empty if none ran. */
    public Optional<Verdict> verdict() {
        return results.stream().map(ScheduleResult::verdict).max(Comparator.naturalOrder());
    }

    public Optional<Verdict> expected() {
        return expectation().map(Expectation::verdict);
    }

    /** A verdict that windows do not judge is only expected if a whole trial has it. */
    private Optional<Expectation> expectation() {
        Optional<Verdict> worst = verdict();
        return trial.expectation()
                .filter(expectation -> plan.judges(expectation.verdict())
                        || worst.filter(expectation.verdict()::equals).isPresent());
    }

    /**
     * Whether the worst schedules show what the case expects; empty without an expectation. A bug that only some
     * schedules show is still the expected one.
     */
    public Optional<Boolean> asExpected() {
        Optional<Verdict> worst = verdict();
        return expectation().filter(expectation -> worst.isPresent()).map(expectation -> results.stream()
                .filter(result -> worst.get() == result.verdict())
                .allMatch(result -> expectation.isMetBy(result.judgement(), result.reports())));
    }

    /** The probability that the policy would have shown a bug; empty without a derivation. */
    public Optional<PctBound> bound() {
        return PctBound.of(trial, plan);
    }

    /** The schedules of the window that the fewest were tried of; all without windows. */
    public int schedulesPerWindow() {
        return plan.windows().stream()
                .mapToInt(window -> (int) results.stream()
                        .filter(result -> plan.window(result.seed()).equals(Optional.of(window)))
                        .count())
                .min()
                .orElse(results.size());
    }
}
