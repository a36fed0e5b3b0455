// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;

/**
 * The patches of a series, applied one after the other.
 *
 * @param baseKernel the kernel below the series
 */
public record SeriesSearchSpace(KernelSpec baseKernel, Series series) implements SearchSpace {
    @Override
    public List<CandidateChange> changes() {
        return series.patches().stream()
                .map(patch -> new CandidateChange(patch.name(), patch.subject()))
                .toList();
    }

    @Override
    public CandidateChange start() {
        String names = baseKernel.patches().stream().map(Series::name).collect(Collectors.joining(" + "));
        return new CandidateChange(names.isEmpty() ? "start" : names, "what the series stands on");
    }

    @Override
    public CommitGraph commitGraph() {
        return CommitGraph.linear(series.patches().size());
    }

    @Override
    public KernelSpec kernelSpec(Revision revision) {
        List<Patch> patches = new ArrayList<>(series.patches());
        if (revision instanceof Revision.TipWithRevert reverted) {
            patches.remove(reverted.change());
        } else if (revision instanceof Revision.AtCommit commit) {
            patches = patches.subList(0, commit.index() + 1);
        }
        List<Series> appliedSeries = new ArrayList<>(baseKernel.patches());
        appliedSeries.add(new Series(series.name(), patches));
        return new KernelSpec(baseKernel.source(), baseKernel.config(), appliedSeries);
    }

    @Override
    public String identity() {
        Stream<String> content =
                Stream.concat(baseKernel.patches().stream(), Stream.of(series)).flatMap(SeriesSearchSpace::content);
        return Stream.concat(
                        Stream.of(baseKernel.source() + " " + baseKernel.config() + " " + baseKernel.fragments()),
                        content)
                .collect(Collectors.joining("\n"));
    }

    private static Stream<String> content(Series series) {
        return Stream.concat(
                Stream.of(series.name()),
                series.patches().stream().flatMap(patch -> Stream.of(patch.name(), patch.subject(), patch.diff())));
    }
}
