// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.lab.model.Candidate.Expectation;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** One trial of a plan. */
public record PlannedTrial(Trial trial) {
    /**
     * What distinguishes a trial from the others of its plan.
     *
     * @param faults injected faults that the plan asks for, such as {@code unplug=on}; without those of the scenario
     */
    public record TrialAxes(
            @JsonProperty("kernel") String kernel,
            @JsonProperty("config") String config,
            @JsonProperty("candidate") String candidate,
            @JsonProperty("scenario") String scenario,
            @JsonProperty("profile") String profile,
            @JsonProperty("faults") List<String> faults) {
        /** The names of the axes, in the order of an id. */
        static final List<String> NAMES = List.of("kernel", "config", "candidate", "scenario", "profile", "faults");

        public TrialAxes {
            faults = List.copyOf(faults);
        }

        /** Values by axis, in the order of {@link #NAMES}; without faults the last axis is absent. */
        Map<String, String> byName() {
            Map<String, String> values = new LinkedHashMap<>();
            List<String> inOrder = List.of(kernel, config, candidate, scenario, profile, String.join("+", faults));
            for (int i = 0; i < inOrder.size() - (faults.isEmpty() ? 1 : 0); i++) {
                values.put(NAMES.get(i), inOrder.get(i));
            }
            return values;
        }

        /** Trials of the same kernel and configuration: their kernels differ in patches only. */
        String kernelFamily() {
            return kernel + "/" + config;
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
                trial.requestedFaults().stream().map(FaultInjection::describe).toList());
    }

    /** Equal for trials that boot the same kernel image. */
    public String kernelName() {
        return axes().kernelFamily() + "/" + axes().candidate();
    }

    /** The guest's time limit in seconds, a relative estimate of what the trial costs. */
    long cost() {
        return trial.scenario().guestLimit().toSeconds();
    }
}
