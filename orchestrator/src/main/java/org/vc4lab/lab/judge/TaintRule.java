// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.stream.Stream;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.GuestMetric;
import org.vc4lab.lab.model.Phase;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** MASKED if the kernel's taint shows that it reported something, and the console has no report before the canary's. */
final class TaintRule implements JudgingRule {
    /** Bits that a report sets: machine check, bad page, oops, warning, lockup. */
    private static final long TAINTED_BY_REPORT = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 9 | 1 << 14;

    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        boolean explained = evidence.relevantReports().stream().anyMatch(report -> report.phase() != Phase.CANARY);
        return evidence.log().console().metric(GuestMetric.TAINTED).stream()
                .filter(tainted -> !explained && (tainted & TAINTED_BY_REPORT) != 0)
                .mapToObj(tainted -> new Finding(
                        Verdict.MASKED,
                        "the kernel's taint " + tainted + " is from a report that the console does not show"));
    }
}
