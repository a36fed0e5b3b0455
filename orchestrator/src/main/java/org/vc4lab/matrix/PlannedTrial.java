// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.lab.model.Candidate.Expectation;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * One trial of a plan.
 *
 * @param otherCase the name of its case if that is not the plan's
 * @param schedules empty for the fixed one alone
 */
public record PlannedTrial(Trial trial, Optional<String> otherCase, Optional<PlannedSchedules> schedules) {
    /**
     * What distinguishes a trial from the others of its plan.
     *
     * @param faults injected faults that the plan asks for, such as {@code unplug=on}; without those of the scenario
     * @param schedules the name of what is tried in place of the fixed one; absent for a trial
     * @param otherCase the case if it is not the plan's
     */
    public record TrialAxes(
            @JsonProperty("kernel") String kernel,
            @JsonProperty("config") String config,
            @JsonProperty("candidate") String candidate,
            @JsonProperty("scenario") String scenario,
            @JsonProperty("profile") String profile,
            @JsonProperty("faults") List<String> faults,
            @JsonProperty("schedules") @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> schedules,
            @JsonProperty("case") @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> otherCase) {
        static final String CASE = "case";
        private static final String FAULTS = "faults";
        private static final String SCHEDULES = "schedules";

        /** The names of the axes, in the order of an id. */
        static final List<String> NAMES =
                List.of(CASE, "kernel", "config", "candidate", "scenario", "profile", FAULTS, SCHEDULES);

        public TrialAxes {
            faults = List.copyOf(faults);
        }

        /**
         * Values by axis, in the order of {@link #NAMES}; without faults or schedules that axis is absent, and so is
         * the plan's case.
         */
        Map<String, String> byName() {
            Map<String, String> values = new LinkedHashMap<>();
            otherCase.ifPresent(name -> values.put(CASE, name));
            List<String> inOrder = List.of(kernel, config, candidate, scenario, profile);
            for (int i = 0; i < inOrder.size(); i++) {
                values.put(NAMES.get(i + 1), inOrder.get(i));
            }
            if (!faults.isEmpty()) {
                values.put(FAULTS, String.join("+", faults));
            }
            schedules.ifPresent(name -> values.put(SCHEDULES, name));
            return values;
        }

        /** Trials of the same case, kernel and configuration: their kernels differ in patches only. */
        public String kernelFamily() {
            return otherCase.map(name -> name + "/").orElse("") + kernel + "/" + config;
        }

        /** Equal for trials that boot the same kernel image. */
        public String kernelName() {
            return kernelFamily() + "/" + candidate;
        }
    }

    /** The trial's name in reports, histories and folders; the same every night. */
    public String id() {
        return String.join("/", axes().byName().values());
    }

    Optional<Verdict> expected() {
        return trial.expectation().map(Expectation::verdict);
    }

    TrialAxes axes() {
        return new TrialAxes(
                trial.ofCase().kernel(),
                trial.ofCase().config(),
                trial.candidate().name(),
                trial.scenario().name(),
                trial.profile().name(),
                trial.requestedFaults().stream().map(FaultInjection::describe).toList(),
                schedules.map(PlannedSchedules::name),
                otherCase);
    }

    /** Equal for trials that boot the same kernel image. */
    public String kernelName() {
        return axes().kernelName();
    }

    /** Equal for trials that have the same programs in the guest. */
    String userlandName() {
        return trial.ofCase().name() + "/" + trial.ofCase().config();
    }

    /** The guest's time limit in seconds, for all schedules, a relative estimate of what the trial costs. */
    long cost() {
        Duration limit = trial.scenario().guestLimit();
        return schedules.map(planned -> planned.cost(limit)).orElse(limit.toSeconds());
    }
}
