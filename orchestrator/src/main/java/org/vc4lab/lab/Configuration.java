// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.Optional;

/**
 * Another kernel configuration on which a case's candidates can be tried, and what differs there.
 *
 * @param name of kernel-configs/configs.yaml
 * @param fastProcessors whether its kernels do so much beside their work that they need faster processors
 * @param expects whether the same is expected of the candidates there; nothing is otherwise
 * @param irqsOff empty where the limit is the case's
 * @param infoframeLate likewise
 */
public record Configuration(
        String name, boolean fastProcessors, boolean expects, Optional<Limit> irqsOff, Optional<Limit> infoframeLate) {}
