// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.stream.Stream;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.GuestMetric;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** MASKED if locks were taken while a task had turned lockdep off for itself, with {@code lockdep_off()}. */
final class UncheckedLocksRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        return evidence.log().console().metric(GuestMetric.LOCKDEP_OFF).stream()
                .filter(unchecked -> unchecked != 0)
                .mapToObj(unchecked -> new Finding(
                        Verdict.MASKED, unchecked + " locks were taken with lock checking off for the task"));
    }
}
