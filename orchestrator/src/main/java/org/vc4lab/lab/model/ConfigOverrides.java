// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.util.Optional;

/**
 * Another kernel configuration on which a case's candidates can be tried, and what differs there.
 *
 * @param name of kernel-configs/configs.yaml
 * @param needsFastProcessors whether its kernels do so much beside their work that they need faster processors
 * @param keepsExpectations whether the same is expected of the candidates there; nothing is otherwise
 * @param irqsOffLimit empty where the limit is the case's
 * @param infoframeLateLimit likewise
 */
public record ConfigOverrides(
        String name,
        boolean needsFastProcessors,
        boolean keepsExpectations,
        Optional<LatencyLimit> irqsOffLimit,
        Optional<LatencyLimit> infoframeLateLimit) {}
