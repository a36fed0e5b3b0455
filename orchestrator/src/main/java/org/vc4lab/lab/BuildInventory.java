// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.store.Store.StoreMissException;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;

/**
 * The artifacts that a case needs, by name.
 *
 * @param built already in the store
 * @param missing not in the store
 */
public record BuildInventory(List<String> built, List<String> missing) {
    @FunctionalInterface
    private interface ArtifactLookup {
        Object get() throws IOException, InterruptedException;
    }

    /**
     * Looks the artifacts up.
     *
     * @param buildService opened read-only
     */
    public static BuildInventory of(Case ofCase, BuildService buildService, KernelResolver kernelResolver)
            throws IOException, InterruptedException {
        Map<String, ArtifactLookup> lookups = new LinkedHashMap<>();
        lookups.put("emulator", buildService::buildEmulator);
        lookups.put("userland", () -> buildService.buildRootfs(ofCase.config(), ofCase.additions()));
        for (Candidate candidate : ofCase.candidates()) {
            lookups.put(
                    "kernel of " + candidate.name(),
                    () -> buildService.buildKernel(kernelResolver.resolve(ofCase, candidate)));
        }
        List<String> built = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, ArtifactLookup> lookup : lookups.entrySet()) {
            (isBuilt(lookup.getValue()) ? built : missing).add(lookup.getKey());
        }
        return new BuildInventory(built, missing);
    }

    private static boolean isBuilt(ArtifactLookup lookup) throws IOException, InterruptedException {
        try {
            lookup.get();
            return true;
        } catch (StoreMissException missing) {
            return false;
        }
    }
}
