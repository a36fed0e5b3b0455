// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.util.List;

/**
 * Which of a candidate's trials are run.
 *
 * @param scenarios names of those that are wanted; where there are none, each candidate's own
 * @param faults that the hardware has in it in all of them
 */
public record TrialSelection(List<String> scenarios, List<FaultInjection> faults) {
    /** Each candidate in its own scenario. */
    public static final TrialSelection OWN_SCENARIO = new TrialSelection(List.of(), List.of());

    public TrialSelection {
        scenarios = List.copyOf(scenarios);
        faults = List.copyOf(faults);
    }

    boolean includes(Candidate candidate, Scenario scenario) {
        return scenarios.isEmpty() ? scenario.name().equals(candidate.scenario()) : scenarios.contains(scenario.name());
    }
}
