// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.ArrayList;
import java.util.List;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.FollowOnReports;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;

/**
 * What the reports make of a trial: the bug, what follows from it, or something else.
 *
 * @param bugReported whether a report of the case's bug was seen
 */
record ReportRules(List<Finding> findings, boolean bugReported) {
    static ReportRules of(Trial trial, Evidence evidence) {
        FollowOnReports followOnReports = trial.ofCase().followOnReports(trial.profile());
        List<Finding> findings = new ArrayList<>();
        boolean bugReported = false;
        for (TrialReport report : evidence.relevantReports()) {
            boolean isBug =
                    report.name().filter(trial.ofCase().bugReports()::contains).isPresent();
            bugReported = bugReported || isBug;
            if (isBug) {
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
        return new ReportRules(List.copyOf(findings), bugReported);
    }

    private static String describe(TrialReport report) {
        return report.name().map(name -> name + ": ").orElse("")
                + report.title()
                + (report.repeats() > 1 ? " (" + report.repeats() + " times)" : "");
    }
}
