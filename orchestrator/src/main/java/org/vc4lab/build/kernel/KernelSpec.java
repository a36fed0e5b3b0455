// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.nio.file.Path;
import java.util.List;
import org.vc4lab.patch.Series;

/**
 * What to build.
 *
 * @param config of kernel-configs/configs.yaml
 * @param patches applied in this order: the base first, then the candidate
 * @param fragments files that override the configuration; each of their lines must take effect
 */
public record KernelSpec(KernelSource source, String config, List<Series> patches, List<Path> fragments) {
    public KernelSpec {
        patches = List.copyOf(patches);
        fragments = List.copyOf(fragments);
    }

    public KernelSpec(KernelSource source, String config, List<Series> patches) {
        this(source, config, patches, List.of());
    }
}
