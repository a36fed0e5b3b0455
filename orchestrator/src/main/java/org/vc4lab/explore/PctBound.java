// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.util.Optional;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.model.Trial;

/**
 * The least probability with which one schedule of the policy {@code pct} shows a bug: 1/(n·k^(d-1)), by Burckhardt,
 * Kothari, Musuvathi and Nagarakatte, "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs" (ASPLOS
 * 2010). It holds for a bug that d steps of different processors in the right order suffice for, if they are executed
 * within the windows, on the processors and at the times of this run, and if no processor had to be passed because it
 * ran for too long. If change points are in the time that the fixed schedule executes in a window, the steps have to be
 * among as many instructions.
 *
 * @param priorities n: the processors
 * @param points k: the instructions at which the first processor may become the last
 * @param depth d: one more than the change points of a schedule
 */
public record PctBound(int priorities, long points, int depth) {
    /** From here on the order of those that became the last matters as well, and that is never drawn. */
    private static final int MAX_CHANGE_POINTS = 1;

    private static final double LIKELY = 0.95;

    public PctBound {
        if (priorities < 1 || points < 1 || depth < 1) {
            throw new IllegalArgumentException("no bound of " + priorities + ", " + points + ", " + depth);
        }
    }

    /**
     * Empty unless the policy is {@code pct} with one change point at most, and limited to windows: then k is the most
     * instructions that one has change points in.
     */
    static Optional<PctBound> of(Trial trial, ExplorationPlan plan) {
        if (plan.policy() != SchedulePolicy.PCT
                || plan.changePoints() > MAX_CHANGE_POINTS
                || plan.windows().isEmpty()) {
            return Optional.empty();
        }
        long nanosPerInstruction =
                trial.ofCase().clockFor(ClockMode.DETERMINISTIC).instructionNanos();
        long longest = plan.windows().stream()
                .mapToLong(window -> plan.changeTime(window).toNanos())
                .max()
                .orElseThrow();
        long instructions = (longest + nanosPerInstruction - 1) / nanosPerInstruction;
        return Optional.of(new PctBound(Schedule.PROCESSORS, instructions, plan.changePoints() + 1));
    }

    public double perSchedule() {
        return 1 / (priorities * Math.pow((double) points, depth - 1));
    }

    /** That at least one of so many schedules shows it. */
    public double within(long schedules) {
        return schedules == 0 ? 0 : -Math.expm1(schedules * Math.log1p(-perSchedule()));
    }

    /** How many schedules show it with a probability of 95 %. */
    public long schedulesForLikely() {
        return Math.max(1, (long) Math.ceil(Math.log1p(-LIKELY) / Math.log1p(-perSchedule())));
    }
}
