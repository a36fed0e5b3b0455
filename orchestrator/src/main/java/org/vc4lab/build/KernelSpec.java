// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.util.List;
import org.vc4lab.patch.Series;

/**
 * Which kernel is wanted.
 *
 * @param version of kernel-configs/kernels.lock.yaml
 * @param config of kernel-configs/configs.yaml
 * @param patches applied in this order: the base first, then the candidate
 */
public record KernelSpec(String version, String config, List<Series> patches) {
    public KernelSpec {
        patches = List.copyOf(patches);
    }
}
