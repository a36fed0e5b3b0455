// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.util.Optional;

/**
 * What differs on another kernel configuration.
 *
 * @param name of kernel-configs/configs.yaml
 * @param needsFastProcessors true for kernels that execute several times as many instructions, such as KASAN's
 * @param keepsExpectations false: the candidates have no expectations there
 * @param irqsOffLimit empty: the case's own limit
 * @param infoframeLateLimit likewise
 */
public record ConfigOverrides(
        String name,
        boolean needsFastProcessors,
        boolean keepsExpectations,
        Optional<LatencyLimit> irqsOffLimit,
        Optional<LatencyLimit> infoframeLateLimit) {}
