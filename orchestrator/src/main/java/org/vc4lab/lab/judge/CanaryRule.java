// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.OptionalInt;
import java.util.stream.Stream;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.CanaryCheck;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Phase;
import org.vc4lab.lab.model.Termination.TerminationKind;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** MASKED if a deliberate violation after the scenario was not reported: then a real one would not have been either. */
final class CanaryRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        ConsoleTranscript.LogSection section = evidence.log().console().canary();
        if (section.begin().isEmpty() || section.end().isEmpty()) {
            return masked(evidence.log().termination().kind() == TerminationKind.SHUTDOWN, "the canary did not finish");
        }
        return Stream.concat(
                masked(!section.status().equals(OptionalInt.of(0)), "the canary could not be started"),
                evidence.setup().checks().stream()
                        .flatMap(check -> masked(
                                !isProven(check, evidence),
                                "the canary's violation was not reported: " + check.violation())));
    }

    private static boolean isProven(CanaryCheck check, Evidence evidence) {
        return evidence.log().reports().stream().anyMatch(check::isReportedBy)
                || switch (check) {
                    case ATOMIC_SLEEP -> hasSleepReportDuringCanary(evidence);
                    case LOCK_ORDER -> LockdepOnRule.isOffByReport(evidence);
                    case USE_AFTER_FREE -> evidence.hasReport(ReportKind.KASAN); // it reports once
                };
    }

    /** The check is rate-limited to one report per second; another report in that second also proves that it is on. */
    private static boolean hasSleepReportDuringCanary(Evidence evidence) {
        return evidence.relevantReports().stream()
                .anyMatch(report -> report.kind() == ReportKind.ATOMIC_SLEEP && report.phase() == Phase.CANARY);
    }

    private static Stream<Finding> masked(boolean isMasked, String reason) {
        return isMasked ? Stream.of(new Finding(Verdict.MASKED, reason)) : Stream.empty();
    }
}
