// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.ArrayList;
import java.util.List;
import org.vc4lab.kernellog.Kind;

/**
 * What the reports make of a trial: the bug, what follows from it, or something else.
 *
 * @param bugSeen whether a report of the case's bug was seen
 */
record ReportRules(List<Finding> findings, boolean bugSeen) {
    static ReportRules of(Trial trial, Evidence evidence) {
        Consequences consequences = trial.ofCase().consequences(trial.profile());
        List<Finding> findings = new ArrayList<>();
        boolean bugSeen = false;
        for (SeenReport report : evidence.found()) {
            boolean bug = report.name().filter(trial.ofCase().bug()::contains).isPresent();
            bugSeen = bugSeen || bug;
            if (bug) {
                findings.add(new Finding(Verdict.REPRODUCED, described(report)));
            } else if (bugSeen && consequences.cover(report)) {
                findings.add(new Finding(Verdict.REPRODUCED, described(report) + ", which follows from the bug"));
            } else if (report.kind() != Kind.PANIC) {
                findings.add(new Finding(Verdict.OTHER_REPORT, described(report)));
            }
            if (report.panicked() || report.kind() == Kind.PANIC) {
                findings.add(new Finding(Verdict.PANIC, described(report)));
            }
        }
        return new ReportRules(List.copyOf(findings), bugSeen);
    }

    private static String described(SeenReport report) {
        return report.name().map(name -> name + ": ").orElse("")
                + report.title()
                + (report.repeats() > 1 ? " (" + report.repeats() + " times)" : "");
    }
}
