// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.util.List;
import java.util.Optional;
import org.vc4lab.build.kernel.KernelRange;

/**
 * What differs on a range of other kernels. They are tested as released: the case's base is not applied.
 *
 * @param knownReports names of reports that occur in these kernels as released; they say nothing about a candidate
 * @param irqsOffLimit empty: the case's own limit
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
