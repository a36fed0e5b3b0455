// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.model.Candidate.Expectation;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * A trial under many schedules.
 *
 * @param trial with the fixed schedule
 * @param fixed of the trial with the fixed schedule, which alone some rules judge; empty if it was not needed
 * @param fixedSchedule what it is; the interrupts may be on some processor
 * @param results of other schedules, by seed; those that ran beside the first that is not clean are left out unless the
 *     plan keeps going
 * @param shrunk of the first that is not clean; empty if it was not shrunk
 * @param ran how many trials and parts of trials ran for it; the store had the others
 * @param places of the policy {@code places}
 * @param worstSchedule of the worst of the results; empty if it is not known
 */
public record Exploration(
        Trial trial,
        ExplorationPlan plan,
        Optional<ScheduleResult> fixed,
        Schedule fixedSchedule,
        List<ScheduleResult> results,
        Optional<KeptSchedule> shrunk,
        int ran,
        Optional<PlaceCoverage> places,
        Optional<Schedule> worstSchedule) {
    public Exploration {
        results = List.copyOf(plan.keepsGoing() ? results : untilFirstFinding(results));
    }

    /** Of schedules that just ran, without the fixed one and one that was shrunk. */
    public Exploration(Trial trial, ExplorationPlan plan, List<ScheduleResult> results) {
        this(
                trial,
                plan,
                Optional.empty(),
                Schedule.FIXED,
                results,
                Optional.empty(),
                results.size(),
                Optional.empty(),
                Optional.empty());
    }

    /** A shrunk schedule, and its file. */
    public record KeptSchedule(@JsonProperty("file") String file, @JsonProperty("schedule") ShrunkSchedule schedule) {}

    public Exploration withFixed(ScheduleResult newFixed, Schedule newSchedule) {
        return new Exploration(
                trial, plan, Optional.of(newFixed), newSchedule, results, shrunk, ran, places, worstSchedule);
    }

    public Exploration withShrunk(KeptSchedule kept) {
        return new Exploration(
                trial, plan, fixed, fixedSchedule, results, Optional.of(kept), ran, places, worstSchedule);
    }

    public Exploration withRan(int newRan) {
        return new Exploration(trial, plan, fixed, fixedSchedule, results, shrunk, newRan, places, worstSchedule);
    }

    Exploration plusRan(int more) {
        return withRan(ran + more);
    }

    public Exploration withPlaces(Optional<PlaceCoverage> newPlaces) {
        return new Exploration(trial, plan, fixed, fixedSchedule, results, shrunk, ran, newPlaces, worstSchedule);
    }

    Exploration withWorstSchedule(Schedule schedule) {
        return new Exploration(trial, plan, fixed, fixedSchedule, results, shrunk, ran, places, Optional.of(schedule));
    }

    private static List<ScheduleResult> untilFirstFinding(List<ScheduleResult> results) {
        for (int i = 0; i < results.size(); i++) {
            if (!results.get(i).isClean()) {
                return results.subList(0, i + 1);
            }
        }
        return results;
    }

    /** The fixed schedule is the last. */
    private Stream<ScheduleResult> all() {
        return Stream.concat(results.stream(), fixed.stream());
    }

    /** Those that are not clean, the fixed schedule last. */
    public List<ScheduleResult> findings() {
        return all().filter(result -> !result.isClean()).toList();
    }

    /** The first that shows the verdict; empty if all are clean. */
    public Optional<ScheduleResult> worstFinding() {
        Optional<Verdict> worst = verdict();
        return findings().stream()
                .filter(result -> worst.equals(Optional.of(result.verdict())))
                .findFirst();
    }

    /** The trial under the schedule of the worst finding; empty if there is none, or its schedule is not known. */
    public Optional<Trial> worstTrial() {
        return worstFinding()
                .flatMap(worst -> fixed.equals(Optional.of(worst)) ? Optional.of(fixedSchedule) : worstSchedule)
                .map(trial::withSchedule);
    }

    /** How many other schedules are not clean. */
    int failing() {
        return (int) results.stream().filter(result -> !result.isClean()).count();
    }

    /** An order that ends with a window is not that of another window. */
    private record OrderInWindow(Optional<TimeWindow> window, String order) {}

    /** How many distinct orders the schedules of each window had, added up; 0 if none is known. */
    int orders() {
        return (int) results.stream()
                .flatMap(result -> result.order().map(order -> new OrderInWindow(windowOf(result), order)).stream())
                .distinct()
                .count();
    }

    /** Empty if it is not known; an order of another window is rarely the same. */
    private Optional<TimeWindow> windowOf(ScheduleResult result) {
        return plan.policy() == SchedulePolicy.PLACES ? Optional.empty() : plan.window(result.seed());
    }

    /** The worst of all, with the fixed one; empty if none ran. */
    public Optional<Verdict> verdict() {
        return all().map(ScheduleResult::verdict).max(Comparator.naturalOrder());
    }

    public Optional<Verdict> expected() {
        return expectation().map(Expectation::verdict);
    }

    /** A verdict that windows do not judge is only expected if a whole trial has it. */
    private Optional<Expectation> expectation() {
        Optional<Verdict> worst = verdict();
        return trial.expectation()
                .filter(expectation -> plan.judges(expectation.verdict())
                        || fixed.isPresent()
                        || worst.filter(expectation.verdict()::equals).isPresent());
    }

    /**
     * Whether the worst schedules show what the case expects; empty without an expectation. A bug that only some
     * schedules show is still the expected one.
     */
    public Optional<Boolean> asExpected() {
        Optional<Verdict> worst = verdict();
        return expectation().filter(expectation -> worst.isPresent()).map(expectation -> all().filter(
                        result -> worst.get() == result.verdict())
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
