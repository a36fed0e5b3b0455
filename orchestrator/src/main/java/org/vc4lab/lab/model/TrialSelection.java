// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.util.List;

/**
 * Selects the trials of a candidate.
 *
 * @param scenarios names; empty selects each candidate's own scenario
 * @param faults injected in all trials
 */
public record TrialSelection(List<String> scenarios, List<FaultInjection> faults) {
    public static final TrialSelection OWN_SCENARIO = new TrialSelection(List.of(), List.of());

    public TrialSelection {
        scenarios = List.copyOf(scenarios);
        faults = List.copyOf(faults);
    }

    boolean includes(Candidate candidate, Scenario scenario) {
        return scenarios.isEmpty() ? scenario.name().equals(candidate.scenario()) : scenarios.contains(scenario.name());
    }
}
