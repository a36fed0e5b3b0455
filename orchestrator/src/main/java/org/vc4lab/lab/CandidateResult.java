// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * A candidate with its verdict: the worst of its trials, or why there were none.
 *
 * @param reason why there is no kernel of it
 */
public record CandidateResult(
        Case ofCase, Candidate candidate, Verdict verdict, List<TrialResult> trials, Optional<String> reason) {
    public CandidateResult {
        trials = List.copyOf(trials);
    }

    public static CandidateResult of(Case ofCase, Candidate candidate, List<TrialResult> trials) {
        Verdict worst = trials.stream()
                .map(trial -> trial.judgement().verdict())
                .max(Verdict::compareTo)
                .orElse(Verdict.INFRA);
        return new CandidateResult(ofCase, candidate, worst, trials, Optional.empty());
    }

    /** For a candidate without a kernel: {@code PATCH_FAILED}, {@code BUILD_FAILED} or {@code INFRA}. */
    public static CandidateResult withoutTrials(Case ofCase, Candidate candidate, Verdict verdict, String reason) {
        return new CandidateResult(ofCase, candidate, verdict, List.of(), Optional.of(reason));
    }

    /** The worst verdict that the case expects of its trials; empty without an expectation. */
    public Optional<Verdict> expected() {
        List<Trial> relevantTrials = trials.isEmpty()
                ? ofCase.trials(candidate)
                : trials.stream().map(TrialResult::trial).toList();
        return relevantTrials.stream()
                .flatMap(trial -> trial.expectation().stream())
                .map(Candidate.Expectation::verdict)
                .max(Verdict::compareTo);
    }

    /** Whether each trial is as expected; empty without an expectation. */
    public Optional<Boolean> asExpected() {
        return expected()
                .map(worst ->
                        trials.isEmpty() ? worst == verdict : trials.stream().allMatch(TrialResult::asExpected));
    }

    /**
     * A trial with its verdict.
     *
     * @param folder has its files, see {@link Trial.TrialFolder}
     */
    public record TrialResult(Trial trial, Evidence evidence, Judgement judgement, Path folder) {
        /** A PNG file of the first output's picture at the end; missing if the output was off. */
        public Path screenshot() {
            return new Trial.TrialFolder(folder).screenshot();
        }

        /** Whether verdict and reports are as expected; true without an expectation. */
        public boolean asExpected() {
            return trial.expectation()
                    .map(expectation -> expectation.isMetBy(judgement, evidence.reportNames()))
                    .orElse(true);
        }

        /** Whether the lab failed, so that it says nothing about the kernel. */
        public boolean isInfra() {
            return judgement.verdict() == Verdict.INFRA;
        }

        /**
         * Does nothing if the lab did not fail.
         *
         * @param place the trial's folder as the message has it
         * @throws IOException after an infrastructure error
         */
        public void requireJudged(Path place) throws IOException {
            if (isInfra()) {
                throw new IOException("the lab failed in " + place + ": " + judgement.findings());
            }
        }
    }
}
