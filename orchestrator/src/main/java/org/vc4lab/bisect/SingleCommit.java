// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.List;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;

/** A single commit to test: the older end, without suspects. */
public record SingleCommit(KernelSource source, String config) implements SearchSpace {
    @Override
    public List<CandidateChange> changes() {
        return List.of();
    }

    @Override
    public CandidateChange start() {
        return new CandidateChange(source.toString(), "");
    }

    @Override
    public CommitGraph commitGraph() {
        return CommitGraph.linear(0);
    }

    @Override
    public KernelSpec kernelSpec(Revision revision) {
        return new KernelSpec(source, config, List.of());
    }

    @Override
    public String identity() {
        return source + " " + config;
    }
}
