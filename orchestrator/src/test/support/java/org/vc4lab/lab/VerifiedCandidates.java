// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Trial.TrialSelection;

/** The results of the candidates that a test class verifies once for all its tests. */
final class VerifiedCandidates {
    private final Map<String, CandidateResult> results;

    private VerifiedCandidates(Map<String, CandidateResult> results) {
        this.results = results;
    }

    static VerifiedCandidates of(TestLab lab, List<Candidate> candidates, TrialSelection trialSelection, Path folder)
            throws IOException, InterruptedException {
        return new VerifiedCandidates(lab.verify(candidates, trialSelection, folder).stream()
                .collect(Collectors.toMap(result -> result.candidate().name(), Function.identity())));
    }

    /** The patches of these names in {@link TestLab#MISLEADING_PATCHES}. */
    static VerifiedCandidates ofMisleading(List<String> names, Class<?> test) throws IOException, InterruptedException {
        try (TestLab lab = TestLab.open()) {
            return of(
                    lab,
                    names.stream().map(lab::misleadingCandidate).toList(),
                    TrialSelection.OWN_SCENARIO,
                    TestLab.trialFolder(test));
        }
    }

    CandidateResult result(String candidate) {
        return Objects.requireNonNull(results.get(candidate), candidate);
    }

    List<TrialResult> trials(String candidate, String scenario) {
        return result(candidate).trials().stream()
                .filter(trial -> trial.trial().scenario().name().equals(scenario))
                .toList();
    }

    /** The findings of all trials of a candidate, for the message of a failed assertion. */
    String findings(String candidate) {
        return result(candidate).trials().stream()
                .map(trial -> trial.judgement().findings() + " in " + trial.folder())
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
