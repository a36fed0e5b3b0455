// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vc4lab.build.NotInStoreException;
import org.vc4lab.build.Workshop;

/**
 * What a case needs, and whether it is built.
 *
 * @param built names of what is there
 * @param missing names of what would have to be built first
 */
public record Stock(List<String> built, List<String> missing) {
    public Stock {
        built = List.copyOf(built);
        missing = List.copyOf(missing);
    }

    @FunctionalInterface
    private interface Part {
        Object get() throws IOException, InterruptedException;
    }

    /**
     * Looks what is there.
     *
     * @param workshop one that only looks
     */
    public static Stock of(Case ofCase, Workshop workshop, Ground ground) throws IOException, InterruptedException {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("emulator", workshop::emulator);
        parts.put("userland", () -> workshop.rootfs(ofCase.config()));
        for (Candidate candidate : ofCase.candidates()) {
            parts.put("kernel of " + candidate.name(), () -> workshop.kernel(ground.kernel(ofCase, candidate)));
        }
        List<String> built = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            (isBuilt(part.getValue()) ? built : missing).add(part.getKey());
        }
        return new Stock(built, missing);
    }

    private static boolean isBuilt(Part part) throws IOException, InterruptedException {
        try {
            part.get();
            return true;
        } catch (NotInStoreException missing) {
            return false;
        }
    }
}
