// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.util.List;
import org.vc4lab.patch.Series;

/**
 * Which kernel is wanted.
 *
 * @param config of kernel-configs/configs.yaml
 * @param patches applied in this order: the base first, then the candidate
 */
public record KernelSpec(KernelSource source, String config, List<Series> patches) {
    public KernelSpec {
        patches = List.copyOf(patches);
    }
}
