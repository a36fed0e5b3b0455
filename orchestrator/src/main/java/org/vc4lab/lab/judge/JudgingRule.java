// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.stream.Stream;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Trial;

/**
 * A reason for a verdict. A rule is a pure function in a class of its own, which says in its comment when it gives
 * which verdict and why. {@link Judge} lists all rules.
 */
@FunctionalInterface
interface JudgingRule {
    /** What the rule finds, in the order of discovery; empty if everything is as it has to be. */
    Stream<Finding> apply(Trial trial, Evidence evidence);
}
