// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.stream.Stream;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.LogEvidence;
import org.vc4lab.lab.model.Termination.TerminationKind;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * HUNG if the guest did not end before its deadline; init ends a scenario that takes too long, so only a kernel can
 * hang. REPRODUCED if the bug was reported and the case says that it may hang.
 */
final class HangRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        LogEvidence log = evidence.log();
        if (!log.console().booted() || log.termination().kind() != TerminationKind.DEADLINE) {
            return Stream.empty();
        }
        boolean followsFromBug =
                trial.ofCase().reports().followOn(trial.profile()).mayHang()
                        && evidence.relevantReports().stream().anyMatch(report -> ReportRule.isBug(trial, report));
        String detail = log.termination().detail();
        return Stream.of(
                followsFromBug
                        ? new Finding(Verdict.REPRODUCED, detail + ", which follows from the bug")
                        : new Finding(Verdict.HUNG, detail));
    }
}
