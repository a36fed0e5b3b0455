// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vc4lab.build.KernelSpec;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;

/** The patches of a series, one on top of the other. */
public final class SeriesTerritory implements Territory {
    private final KernelSpec below;
    private final Series series;

    /** @param below the kernel that the series stands on */
    public SeriesTerritory(KernelSpec below, Series series) {
        this.below = below;
        this.series = series;
    }

    @Override
    public List<Suspect> suspects() {
        return series.patches().stream()
                .map(patch -> new Suspect(patch.name(), patch.subject()))
                .toList();
    }

    @Override
    public Suspect start() {
        String names = below.patches().stream().map(Series::name).collect(Collectors.joining(" + "));
        return new Suspect(names.isEmpty() ? "start" : names, "what the series stands on");
    }

    @Override
    public Lineage lineage() {
        return Lineage.linear(series.patches().size());
    }

    @Override
    public KernelSpec kernel(Subject subject) {
        List<Patch> all = series.patches();
        List<Patch> taken = subject instanceof Subject.Point point
                ? all.subList(0, point.number() + 1)
                : IntStream.range(0, all.size())
                        .filter(i -> i != ((Subject.Without) subject).suspect())
                        .mapToObj(all::get)
                        .toList();
        List<Series> patches = Stream.concat(below.patches().stream(), Stream.of(new Series(series.name(), taken)))
                .toList();
        return new KernelSpec(below.source(), below.config(), patches);
    }

    /** A series is short: all of it is built. */
    @Override
    public List<Integer> harmless(Set<String> inputs) {
        return List.of();
    }

    @Override
    public String identity() {
        return Stream.concat(
                        Stream.of(below.source() + " " + below.config() + " " + below.fragments()),
                        Stream.concat(below.patches().stream(), Stream.of(series))
                                .flatMap(SeriesTerritory::content))
                .collect(Collectors.joining("\n"));
    }

    private static Stream<String> content(Series series) {
        return Stream.concat(
                Stream.of(series.name()),
                series.patches().stream().flatMap(patch -> Stream.of(patch.name(), patch.subject(), patch.diff())));
    }
}
