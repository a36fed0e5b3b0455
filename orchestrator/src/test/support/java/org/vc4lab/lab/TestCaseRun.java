// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial.TrialSelection;
import org.vc4lab.lab.model.Verdict;

/** The trials of a candidate of a test's case, in one scenario on one kernel. */
record TestCaseRun(String caseName, String kernel, String candidate, String scenario) {
    /** Said of each trial of a patch, with a number that is of no interest here. */
    private static final String CHANGED_CODE_RAN = "functions of the changed files ran ";

    /**
     * Runs them. Each has to be judged so, and as the case expects.
     *
     * @param test whose folder keeps what they leave, those of each candidate in one of its own
     * @param findings all of each trial, except for how often the changed code ran
     */
    void assertJudged(Class<?> test, Verdict verdict, List<Finding> findings) throws IOException, InterruptedException {
        try (TestLab lab = TestLab.openTestCase(caseName, kernel)) {
            Path folder = TestLab.trialFolder(test).resolve(kernel + "-" + scenario);
            VerifiedCandidates results = VerifiedCandidates.of(
                    lab, List.of(lab.candidate(candidate)), new TrialSelection(List.of(scenario), List.of()), folder);
            assertThat(results.trials(candidate, scenario)).isNotEmpty().allSatisfy(trial -> {
                assertThat(trial.judgement().verdict())
                        .as(() -> results.findings(candidate))
                        .isEqualTo(verdict);
                assertThat(trial.judgement().findings())
                        .filteredOn(finding -> !finding.reason().startsWith(CHANGED_CODE_RAN))
                        .isEqualTo(findings);
                assertThat(trial.asExpected()).isTrue();
            });
        }
    }
}
