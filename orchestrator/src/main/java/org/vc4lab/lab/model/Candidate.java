// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    public Optional<Expectation> expectation(Scenario trialScenario, Case.HardwareProfile profile) {
        return Optional.ofNullable(expectations.get(trialScenario.name()))
                .flatMap(byProfile -> Optional.ofNullable(byProfile.get(profile.name())));
    }

    /**
     * The expected result of a trial.
     *
     * @param reports the named reports that must occur, and no others; empty if only the verdict is expected
     */
    public record Expectation(Verdict verdict, Optional<List<String>> reports) {
        public boolean isMetBy(Judgement judgement, List<String> reportNames) {
            return judgement.verdict() == verdict
                    && reports.map(names -> Set.copyOf(names).equals(Set.copyOf(reportNames)))
                            .orElse(true);
        }
    }
}
