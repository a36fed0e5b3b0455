// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.util.List;
import java.util.Optional;
import org.vc4lab.build.kernel.KernelRange;

/**
 * Other kernels than the case's own on which it is tried, and what is tried there. They stand as they were released:
 * the case's base is not for them.
 *
 * @param knownReports names of reports that stand in these kernels as they were released, and tell nothing of a
 *     candidate
 * @param irqsOffLimit empty where the limit is the case's
 */
public record KernelRangeOverrides(
        KernelRange kernels,
        List<String> knownReports,
        Optional<LatencyLimit> irqsOffLimit,
        List<Candidate> candidates) {
    public KernelRangeOverrides {
        knownReports = List.copyOf(knownReports);
        candidates = List.copyOf(candidates);
    }
}
