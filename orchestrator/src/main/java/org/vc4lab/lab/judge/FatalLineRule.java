// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.LogEvidence;
import org.vc4lab.lab.model.Termination.TerminationKind;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * PANIC for a line of a panic, OTHER_REPORT for a line of an oops, if no report shows that the kernel panicked. Such a
 * line may follow directly on another report, even the canary's, and is no report of its own then.
 */
final class FatalLineRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        return find(evidence).map(line -> toFinding(evidence, line)).stream();
    }

    static Optional<String> find(Evidence evidence) {
        LogEvidence log = evidence.log();
        boolean applies = log.termination().kind() != TerminationKind.LOST
                && log.console().booted()
                && !evidence.hasPanicked();
        return applies ? log.console().fatal() : Optional.empty();
    }

    private static Finding toFinding(Evidence evidence, String line) {
        return new Finding(
                line.contains("panic") ? Verdict.PANIC : Verdict.OTHER_REPORT,
                (evidence.hasReport(ReportKind.OOPS) ? "an oops: " : "beside another report: ") + line);
    }
}
