// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.vc4lab.guest.ClockMode;

/**
 * Which trial the evidence is of, by names.
 *
 * @param faults injected into the hardware, as {@code NAME=VALUE}
 * @param checks violations that the kernel is configured to report
 */
public record TrialSetup(
        @JsonProperty("case") String caseName,
        @JsonProperty("candidate") String candidate,
        @JsonProperty("scenario") String scenario,
        @JsonProperty("profile") String profile,
        @JsonProperty("faults") List<String> faults,
        @JsonProperty("runProfile") ClockMode clockMode,
        @JsonProperty("checks") List<CanaryCheck> checks) {
    public TrialSetup {
        faults = List.copyOf(faults);
        checks = List.copyOf(checks);
    }

    public static TrialSetup of(Trial trial, ClockMode clockMode, List<CanaryCheck> checks) {
        return new TrialSetup(
                trial.ofCase().name(),
                trial.candidate().name(),
                trial.scenario().name(),
                trial.profile().name(),
                trial.faults().stream().map(FaultInjection::describe).toList(),
                clockMode,
                checks);
    }
}
