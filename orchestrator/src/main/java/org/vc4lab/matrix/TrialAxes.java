// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vc4lab.lab.model.FaultInjection;
import org.vc4lab.lab.model.Trial;

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

    static TrialAxes of(Trial trial) {
        return new TrialAxes(
                trial.ofCase().kernel(),
                trial.ofCase().config(),
                trial.candidate().name(),
                trial.scenario().name(),
                trial.profile().name(),
                trial.requestedFaults().stream().map(FaultInjection::describe).toList());
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
