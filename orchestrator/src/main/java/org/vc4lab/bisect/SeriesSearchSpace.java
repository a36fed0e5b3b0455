// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;

/** The patches of a series, one on top of the other. */
public final class SeriesSearchSpace implements SearchSpace {
    private final KernelSpec baseKernel;
    private final Series series;

    /** @param baseKernel the kernel that the series stands on */
    public SeriesSearchSpace(KernelSpec baseKernel, Series series) {
        this.baseKernel = baseKernel;
        this.series = series;
    }

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
        List<Patch> seriesPatches = series.patches();
        List<Patch> selectedPatches = revision instanceof Revision.AtCommit commit
                ? seriesPatches.subList(0, commit.index() + 1)
                : IntStream.range(0, seriesPatches.size())
                        .filter(i -> i != ((Revision.TipWithRevert) revision).change())
                        .mapToObj(seriesPatches::get)
                        .toList();
        List<Series> appliedSeries = Stream.concat(
                        baseKernel.patches().stream(), Stream.of(new Series(series.name(), selectedPatches)))
                .toList();
        return new KernelSpec(baseKernel.source(), baseKernel.config(), appliedSeries);
    }

    /** A series is short: all of it is built. */
    @Override
    public List<Integer> noOpCommits(Set<String> inputs) {
        return List.of();
    }

    @Override
    public String identity() {
        return Stream.concat(
                        Stream.of(baseKernel.source() + " " + baseKernel.config() + " " + baseKernel.fragments()),
                        Stream.concat(baseKernel.patches().stream(), Stream.of(series))
                                .flatMap(SeriesSearchSpace::content))
                .collect(Collectors.joining("\n"));
    }

    private static Stream<String> content(Series series) {
        return Stream.concat(
                Stream.of(series.name()),
                series.patches().stream().flatMap(patch -> Stream.of(patch.name(), patch.subject(), patch.diff())));
    }
}
