// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.vc4lab.explore.Exploration.KeptSchedule;
import org.vc4lab.explore.ShrunkSchedule.ForcedSwitch;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.model.Verdict;

/**
 * What was explored of a trial, and what that shows: the same on any host.
 *
 * @param runsOnlyWindows whether clean schedules were run, and judged, in the windows only
 * @param fixed the verdict of the fixed schedule; empty if it was not needed, and in results of before
 * @param fixedInterruptsOn the processor that takes the interrupts in what the fixed schedule shows; empty where the
 *     kernel decides
 * @param schedules how many others were tried
 * @param verdict the worst of all, with the fixed one; empty if none was tried
 * @param failing how many of the others are not clean
 * @param orders the distinct orders in which processors entered the functions of the changed files, as far as one
 *     followed another, of each window; 0 if the witness saw none
 * @param bound empty if nothing can be derived, or a schedule is not clean
 * @param places of the policy {@code places}
 * @param shrunk the first that is not clean; empty if it was not shrunk
 */
public record ExplorationSummary(
        @JsonProperty("policy") SchedulePolicy policy,
        @JsonProperty("changePoints") int changePoints,
        @JsonProperty("onlyWindows") boolean runsOnlyWindows,
        @JsonProperty("windows") List<TimeWindow> windows,
        @JsonProperty("firstSeed") long firstSeed,
        @JsonProperty("fixed") @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Verdict> fixed,
        @JsonProperty("fixedInterruptsOn") @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalInt fixedInterruptsOn,
        @JsonProperty("schedules") int schedules,
        @JsonProperty("verdict") Optional<Verdict> verdict,
        @JsonProperty("failing") int failing,
        @JsonProperty("orders") int orders,
        @JsonProperty("bound") Optional<BoundEntry> bound,
        @JsonProperty("places") @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<PlaceCoverage> places,
        @JsonProperty("shrunk") Optional<ShrunkSchedule> shrunk) {
    /** Of the switches of a schedule. */
    private static final int SHOWN_SWITCHES = 10;

    private static final BigDecimal MOST_PERCENT = new BigDecimal("99.9999");

    public ExplorationSummary {
        windows = List.copyOf(windows);
    }

    /**
     * What the schedules would have shown at least.
     *
     * @param depth of the bug
     * @param perSchedule the probability that one shows it
     * @param probability that one of all does
     * @param likelyAfter the schedules that show it with 95 %
     */
    public record BoundEntry(
            @JsonProperty("depth") int depth,
            @JsonProperty("processors") int processors,
            @JsonProperty("points") long points,
            @JsonProperty("perSchedule") double perSchedule,
            @JsonProperty("probability") double probability,
            @JsonProperty("likelyAfter") long likelyAfter) {
        static BoundEntry of(PctBound bound, int schedules) {
            return new BoundEntry(
                    bound.depth(),
                    bound.priorities(),
                    bound.points(),
                    bound.perSchedule(),
                    bound.within(schedules),
                    bound.schedulesForLikely());
        }

        /**
         * The probability is rounded down: no number is better than what was derived. Empty if nothing is left of it.
         */
        public Optional<String> describe() {
            BigDecimal percent = new BigDecimal(probability)
                    .movePointRight(2)
                    .setScale(MOST_PERCENT.scale(), RoundingMode.FLOOR)
                    .min(MOST_PERCENT);
            return percent.signum() <= 0
                    ? Optional.empty()
                    : Optional.of(String.format(
                            Locale.ROOT,
                            "A bug of depth %d in these windows, between events of different processors where this run"
                                    + " placed them, would have been seen with at least %s %%, if no processor had to"
                                    + " be passed (PCT: %d processors, %d moments)",
                            depth,
                            percent.stripTrailingZeros().toPlainString(),
                            processors,
                            points));
        }
    }

    public static ExplorationSummary of(Exploration exploration) {
        ExplorationPlan plan = exploration.plan();
        return new ExplorationSummary(
                plan.policy(),
                plan.changePoints(),
                plan.windowLength().isPresent(),
                plan.windows(),
                plan.firstSeed(),
                exploration.fixed().map(ScheduleResult::verdict),
                exploration.fixedSchedule().interruptsOn(),
                exploration.results().size(),
                exploration.verdict(),
                exploration.failing(),
                exploration.orders(),
                exploration
                        .bound()
                        .filter(bound -> !exploration.results().isEmpty() && exploration.failing() == 0)
                        .map(bound -> BoundEntry.of(bound, exploration.schedulesPerWindow())),
                exploration.places(),
                exploration.shrunk().map(KeptSchedule::schedule));
    }

    /**
     * {@code CLEAN in 100 schedules}, {@code HUNG in 1 of 17 schedules}, or {@code LATENCY under the fixed schedule,
     * CLEAN in 100 others}.
     */
    public String result() {
        if (fixed.isPresent() && schedules == 0) {
            return fixed.get() + " under the fixed schedule, no other was tried";
        }
        if (fixed.isPresent() && fixed.get() != Verdict.CLEAN && fixed.equals(verdict)) {
            return fixed.get() + " under the fixed schedule, "
                    + (failing == 0
                            ? "CLEAN in " + schedules + " others"
                            : failing + " of " + schedules + " others not clean");
        }
        String tried = schedules + (schedules == 1 ? " schedule" : " schedules");
        return verdict.map(worst -> worst + " in " + (worst == Verdict.CLEAN ? tried : failing + " of " + tried))
                .orElse("no schedule was tried");
    }

    /** What the result rests on; nothing if only the fixed schedule was tried. */
    public List<String> basis() {
        if (fixed.isPresent() && schedules == 0) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("Policy " + policy
                + (policy == SchedulePolicy.PCT ? ", change points: " + changePoints : "")
                + describeSeeds()
                + describeWindows());
        if (runsOnlyWindows) {
            lines.add("Judged in these windows: kernel reports, sleeps in atomic context, hangs");
        }
        fixed.ifPresent(result -> lines.add("Judged under the fixed schedule only, which is " + result + ": "
                + (runsOnlyWindows
                        ? "sound, limits of time"
                        : "late infoframes, missing period interrupts, times that the kernel measured")));
        if (orders > 0) {
            lines.add("Distinct orders in which processors entered the changed files: " + orders);
        }
        bound.flatMap(BoundEntry::describe).ifPresent(lines::add);
        places.map(PlaceCoverage::describe).ifPresent(lines::add);
        return lines;
    }

    /** A list was made with one seed, or without. */
    private String describeSeeds() {
        if (policy != SchedulePolicy.LIST) {
            return ", seeds from " + firstSeed;
        }
        return firstSeed == ScheduleResult.NO_SEED ? "" : ", seed " + firstSeed;
    }

    private String describeWindows() {
        StringBuilder description = new StringBuilder();
        OptionalInt interruptsOn = OptionalInt.empty();
        for (TimeWindow window : windows) {
            if (!window.interruptsOn().equals(interruptsOn)) {
                interruptsOn = window.interruptsOn();
                description.append(
                        interruptsOn.isPresent()
                                ? "; with interrupts on CPU" + interruptsOn.getAsInt()
                                : "; with interrupts where the kernel has them");
            }
            description
                    .append(", ")
                    .append(window.from().toMillis())
                    .append(" to ")
                    .append(window.until().toMillis())
                    .append(" ms");
        }
        return description.toString();
    }

    /** All that a report says, without the command that runs the shrunk schedule again. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(result());
        lines.addAll(basis());
        shrunk.map(ExplorationSummary::describe).ifPresent(lines::addAll);
        return lines;
    }

    /** The switches, those of one time as one, and the sentence unless it is about more than are shown. */
    public static List<String> describe(ShrunkSchedule shrunk) {
        List<ForcedSwitch> switches = shrunk.switchesOfEachTime();
        List<String> lines = new ArrayList<>();
        String seed = shrunk.policy() == SchedulePolicy.LIST ? "" : " of seed " + shrunk.seed();
        lines.add("Forced switches" + seed + " after " + shrunk.tests() + " tests: " + switches.size()
                + (shrunk.minimal() ? "" : ", perhaps more than needed")
                + shrunk.schedule()
                        .describeInterrupts()
                        .map(text -> "; " + text)
                        .orElse(""));
        switches.stream().limit(SHOWN_SWITCHES).map(ForcedSwitch::what).forEach(lines::add);
        if (switches.size() <= SHOWN_SWITCHES) {
            lines.add(shrunk.sentence());
        }
        return lines;
    }
}
