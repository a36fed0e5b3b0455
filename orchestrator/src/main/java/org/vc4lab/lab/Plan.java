// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.List;

/**
 * Which of a candidate's trials are run.
 *
 * @param scenarios names of those that are wanted; where there are none, each candidate's own
 * @param faults that the hardware has in it in all of them
 */
public record Plan(List<String> scenarios, List<ChosenFault> faults) {
    /** Each candidate in its own scenario. */
    public static final Plan OWN = new Plan(List.of(), List.of());

    public Plan {
        scenarios = List.copyOf(scenarios);
        faults = List.copyOf(faults);
    }

    boolean takes(Candidate candidate, Scenario scenario) {
        return scenarios.isEmpty() ? scenario.name().equals(candidate.scenario()) : scenarios.contains(scenario.name());
    }
}
