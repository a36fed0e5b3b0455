// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.guest.Schedule.SchedulePolicy;

/**
 * The schedules that a block of a plan tries each of its trials under, besides the fixed one.
 *
 * @param count how many, with the seeds from 1
 * @param policy default: {@link ExplorationPlan#DEFAULT_POLICY}
 * @param changePoints of the policy pct, default: 1
 * @param windowMillis only around the first and the last sample; empty to run whole trials
 */
public record PlannedSchedules(
        @JsonProperty("count") int count,
        @JsonProperty("policy") Optional<SchedulePolicy> policy,
        @JsonProperty("changePoints") Optional<Integer> changePoints,
        @JsonProperty("windowMillis") Optional<Integer> windowMillis) {
    private static final int MOST_SCHEDULES = 100_000;
    private static final int MOST_CHANGE_POINTS = 1000;
    private static final int LONGEST_WINDOW = 10_000;

    public PlannedSchedules {
        requireRange("count", count, 1, MOST_SCHEDULES);
        windowMillis.ifPresent(millis -> requireRange("windowMillis", millis, 1, LONGEST_WINDOW));
        changePoints.ifPresent(points -> requireRange("changePoints", points, 0, MOST_CHANGE_POINTS));
        SchedulePolicy chosen = policy.orElse(ExplorationPlan.DEFAULT_POLICY);
        if (!SchedulePolicy.seeded().contains(chosen)) {
            throw new IllegalArgumentException(
                    "schedules: policy is one of " + SchedulePolicy.seeded() + ", not " + chosen);
        }
        if (changePoints.isPresent() && chosen != SchedulePolicy.PCT) {
            throw new IllegalArgumentException("schedules: changePoints needs the policy " + SchedulePolicy.PCT);
        }
    }

    private static void requireRange(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "schedules: " + key + " is from " + least + " to " + most + ", not " + value);
        }
    }

    ExplorationPlan plan() {
        SchedulePolicy chosen = policy.orElse(ExplorationPlan.DEFAULT_POLICY);
        return new ExplorationPlan(
                chosen,
                changePoints.orElse(ExplorationPlan.defaultChangePoints(chosen)),
                windowMillis.map(Duration::ofMillis),
                List.of(),
                1,
                count,
                Optional.empty(),
                false);
    }

    /** What distinguishes it from others of the same trial, such as {@code 500-pct1-50ms}. */
    String name() {
        ExplorationPlan plan = plan();
        return count + "-" + plan.policy()
                + (plan.policy() == SchedulePolicy.PCT ? Integer.toString(plan.changePoints()) : "")
                + windowMillis.map(millis -> "-" + millis + "ms").orElse("");
    }

    /** How much of the guest's time it is, in seconds. */
    long cost(Duration trial) {
        return count
                        * windowMillis.map(Duration::ofMillis).orElse(trial).toMillis()
                        / Duration.ofSeconds(1).toMillis()
                + trial.toSeconds();
    }
}
