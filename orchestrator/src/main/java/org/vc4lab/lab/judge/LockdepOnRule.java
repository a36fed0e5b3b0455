// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.stream.Stream;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.GuestMetric;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** MASKED if lockdep was off at the scenario's end without a report that turns it off. */
final class LockdepOnRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        return evidence.log().console().metric(GuestMetric.DEBUG_LOCKS).stream()
                .filter(debugLocks -> debugLocks != 1 && !isOffByReport(evidence))
                .mapToObj(debugLocks -> new Finding(
                        Verdict.MASKED,
                        "lock checking was off at the scenario's end, and no report had switched it off"));
    }

    /** The first report of lockdep or KASAN turns lockdep off; what was reported until then counts. */
    static boolean isOffByReport(Evidence evidence) {
        return evidence.hasReport(ReportKind.LOCKDEP) || evidence.hasReport(ReportKind.KASAN);
    }
}
