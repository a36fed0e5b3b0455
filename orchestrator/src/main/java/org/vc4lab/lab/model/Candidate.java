// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A series that claims to fix the case.
 *
 * @param patches its folder or file; empty where it is the base itself
 * @param scenario name of the scenario that shows it best
 * @param expectations by the scenario's and the hardware profile's name; none for a user's own
 */
public record Candidate(
        String name, Optional<Path> patches, String scenario, Map<String, Map<String, Expectation>> expectations) {
    public Candidate {
        expectations = Map.copyOf(expectations);
    }

    /** The same where nothing is known of what it will show, as on another kernel. */
    public Candidate withoutExpectations() {
        return new Candidate(name, patches, scenario, Map.of());
    }

    public Optional<Expectation> expectation(Scenario trialScenario, HardwareProfile profile) {
        return Optional.ofNullable(expectations.get(trialScenario.name()))
                .flatMap(byProfile -> Optional.ofNullable(byProfile.get(profile.name())));
    }
}
