// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.List;
import java.util.Set;
import org.vc4lab.build.KernelSource;
import org.vc4lab.build.KernelSpec;

/** One commit to be looked at: the older end, and nothing to search. */
public record SingleCommit(KernelSource source, String config) implements Territory {
    @Override
    public List<Suspect> suspects() {
        return List.of();
    }

    @Override
    public Suspect start() {
        return new Suspect(source.toString(), "");
    }

    @Override
    public Lineage lineage() {
        return Lineage.linear(0);
    }

    @Override
    public KernelSpec kernel(Subject subject) {
        return new KernelSpec(source, config, List.of());
    }

    @Override
    public List<Integer> harmless(Set<String> inputs) {
        return List.of();
    }

    @Override
    public String identity() {
        return source + " " + config;
    }
}
