// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.FollowOnReports;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;

/**
 * REPRODUCED for the case's bug and for what follows from it; OTHER_REPORT for any other report of the kernel; PANIC if
 * the kernel panicked. A report of the released kernel, or of the canary, is not a finding.
 */
final class ReportRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        FollowOnReports followOnReports = trial.ofCase().reports().followOn(trial.profile());
        List<Finding> findings = new ArrayList<>();
        boolean bugReported = false;
        for (TrialReport report : evidence.relevantReports()) {
            bugReported |= isBug(trial, report);
            if (isBug(trial, report)) {
                findings.add(new Finding(Verdict.REPRODUCED, describe(report)));
            } else if (bugReported && followOnReports.covers(report)) {
                findings.add(new Finding(Verdict.REPRODUCED, describe(report) + ", which follows from the bug"));
            } else if (report.kind() != ReportKind.PANIC) {
                findings.add(new Finding(Verdict.OTHER_REPORT, describe(report)));
            }
            if (report.panicked() || report.kind() == ReportKind.PANIC) {
                findings.add(new Finding(Verdict.PANIC, describe(report)));
            }
        }
        return findings.stream();
    }

    static boolean isBug(Trial trial, TrialReport report) {
        return report.name().filter(trial.ofCase().reports().bug()::contains).isPresent();
    }

    private static String describe(TrialReport report) {
        return report.name().map(name -> name + ": ").orElse("")
                + report.title()
                + (report.repeats() > 1 ? " (" + report.repeats() + " times)" : "");
    }
}
