// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.stream.Stream;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** BROKEN for each hardware rule that the driver broke, whatever else happened. */
final class HardwareViolationRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        return evidence.hardware().devices().stream()
                .flatMap(device -> device.violations().stream())
                .map(violation -> new Finding(Verdict.BROKEN, "hardware rule broken: " + violation));
    }
}
