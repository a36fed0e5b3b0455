// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.util.List;

/**
 * A release that is pinned or could be.
 *
 * @param version in full, such as "6.1.176"
 * @param pool its path below the root of an archive
 * @param architectures as the kernel's ARCH
 */
public record PinnedKernel(String version, String pool, String sha256, List<String> architectures) {
    public PinnedKernel {
        architectures = List.copyOf(architectures);
    }

    KernelVersion majorMinor() {
        return KernelVersion.of(version);
    }

    /** For example 176 of 6.1.176. */
    int sublevel() {
        return Integer.parseInt(version.substring(version.lastIndexOf('.') + 1));
    }

    /** Its lines in the lock file. */
    public List<String> toYamlLines() {
        return List.of(
                "  - version: " + version,
                "    pool: " + pool,
                "    sha256: " + sha256,
                "    tree: linux-" + version,
                "    architectures: [" + String.join(", ", architectures) + "]");
    }
}
