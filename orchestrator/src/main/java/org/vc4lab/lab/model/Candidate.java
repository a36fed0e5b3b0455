// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A series that claims to fix the case.
 *
 * @param patches its folder or file; empty for the base itself
 * @param scenario name of the candidate's own scenario
 * @param expectations by the names of scenario and hardware profile; empty for a user's patch
 */
public record Candidate(
        String name, Optional<Path> patches, String scenario, Map<String, Map<String, Expectation>> expectations) {
    public Candidate {
        expectations = Map.copyOf(expectations);
    }

    public Candidate withoutExpectations() {
        return new Candidate(name, patches, scenario, Map.of());
    }

    public Optional<Expectation> expectation(Scenario trialScenario, HardwareProfile profile) {
        return Optional.ofNullable(expectations.get(trialScenario.name()))
                .flatMap(byProfile -> Optional.ofNullable(byProfile.get(profile.name())));
    }
}
