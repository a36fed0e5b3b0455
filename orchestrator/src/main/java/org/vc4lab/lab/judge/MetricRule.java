// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.Arrays;
import java.util.stream.Stream;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.GuestMetric;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** MASKED for each metric that init did not print: what it would have shown is unknown. */
final class MetricRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        return Arrays.stream(GuestMetric.values())
                .filter(metric -> evidence.log().console().metric(metric).isEmpty())
                .map(metric -> new Finding(Verdict.MASKED, "the guest did not print " + metric.key()));
    }
}
