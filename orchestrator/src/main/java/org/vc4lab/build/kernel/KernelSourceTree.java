// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.patch.Series;

/** The patched sources of one kernel: what they are, and how they come to stand in a work area. */
interface KernelSourceTree {

    /** What messages call it. */
    String name();

    /** The work area in which it is built, and whose lock its builder holds. */
    String area();

    /** Decides which options it has. */
    KernelVersion version();

    /** Adds what is known before the patches. */
    CacheKey addOrigin(CacheKey key);

    /** Adds what makes this tree differ from others of its origin. */
    CacheKey addContent(CacheKey key);

    /** Whether its area jumps about in a history, so that the same files come again with other dates. */
    boolean usesCcache();

    /**
     * Makes the area's source folder this tree; only files that differ are written, because dates tell make what to
     * rebuild. Being interrupted at any point does no harm.
     *
     * @throws KernelBuildException where a patch does not apply
     */
    CheckedOut checkOut() throws IOException, InterruptedException, KernelBuildException;

    /**
     * A tree that stands.
     *
     * @param contents by path, all files in which kernels of this origin can differ; equal texts stand for equal files
     */
    record CheckedOut(Path folder, Map<String, String> contents) {}

    /** "kernel 5.10.223 + base + fix". */
    static String name(String origin, List<Series> patches) {
        return "kernel " + origin
                + patches.stream()
                        .filter(series -> !series.patches().isEmpty())
                        .map(series -> " + " + series.name())
                        .collect(Collectors.joining());
    }
}
