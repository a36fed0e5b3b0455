// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.List;
import java.util.Optional;
import org.vc4lab.build.KernelRange;

/**
 * Other kernels than the case's own on which it is tried, and what is tried there. They stand as they were released:
 * the case's base is not for them.
 *
 * @param known names of reports that stand in these kernels as they were released, and tell nothing of a candidate
 * @param irqsOff empty where the limit is the case's
 */
public record Generation(KernelRange kernels, List<String> known, Optional<Limit> irqsOff, List<Candidate> candidates) {
    public Generation {
        known = List.copyOf(known);
        candidates = List.copyOf(candidates);
    }
}
