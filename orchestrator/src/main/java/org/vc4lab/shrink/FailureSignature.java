// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import java.util.List;
import java.util.Optional;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;

/** What makes two failures the same one. */
public sealed interface FailureSignature {
    boolean isShownBy(TrialResult result);

    /** A kernel report, by the case's name for it or its signature. It counts whatever else happens. */
    record ReportSignature(String report) implements FailureSignature {
        @Override
        public boolean isShownBy(TrialResult result) {
            return result.evidence().relevantReports().stream()
                    .anyMatch(shown -> shown.nameOrSignature().equals(report));
        }

        @Override
        public String toString() {
            return report;
        }
    }

    /** A verdict without a report: also its first reason is the same, whatever numbers it has. */
    record ReasonSignature(Finding first) implements FailureSignature {
        @Override
        public boolean isShownBy(TrialResult result) {
            return result.judgement()
                    .firstFinding()
                    .filter(other -> other.verdict() == first.verdict())
                    .filter(other -> other.reasonWithoutNumbers().equals(first.reasonWithoutNumbers()))
                    .isPresent();
        }

        @Override
        public String toString() {
            return first.verdict() + " (" + first.reason() + ")";
        }
    }

    /**
     * Of the first report that is the case's bug, of the first report, or of the reason; empty if the trial is clean.
     */
    static Optional<FailureSignature> of(TrialResult result) {
        if (result.judgement().verdict() == Verdict.CLEAN) {
            return Optional.empty();
        }
        List<TrialReport> reports = result.evidence().relevantReports();
        List<String> bug = result.trial().ofCase().reports().bug();
        return reports.stream()
                .filter(report -> report.name().filter(bug::contains).isPresent())
                .findFirst()
                .or(() -> reports.stream().findFirst())
                .map(report -> (FailureSignature) new ReportSignature(report.nameOrSignature()))
                .or(() -> result.judgement().firstFinding().map(ReasonSignature::new));
    }
}
