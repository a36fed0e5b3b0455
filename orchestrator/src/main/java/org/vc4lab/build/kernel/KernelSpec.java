// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.vc4lab.patch.Series;

/**
 * What to build. The patches are applied in this order: the trusted ones, then the foreign ones.
 *
 * @param config of kernel-configs/configs.yaml
 * @param trusted the case's own, and for a commit also those that are made of its tree
 * @param foreign all others: their makefiles run in a copy of the object folder
 * @param fragments files that override the configuration; each of their lines must take effect
 * @param hasForeignFragments whether one of them is not the lab's or the user's: none is for the trusted objects then
 */
public record KernelSpec(
        KernelSource source,
        String config,
        List<Series> trusted,
        List<Series> foreign,
        List<Path> fragments,
        boolean hasForeignFragments) {
    public KernelSpec {
        trusted = List.copyOf(trusted);
        foreign = List.copyOf(foreign);
        fragments = List.copyOf(fragments);
    }

    public KernelSpec(KernelSource source, String config, List<Series> trusted) {
        this(source, config, trusted, List.of(), List.of(), false);
    }

    /** The same kernel with these foreign patches instead of its own. */
    public KernelSpec withOnlyForeign(List<Series> series) {
        return new KernelSpec(source, config, trusted, series, fragments, hasForeignFragments);
    }

    /** The same kernel with these fragments laid over its configuration. */
    public KernelSpec withFragments(List<Path> added) {
        return withOnlyFragments(
                Stream.concat(fragments.stream(), added.stream()).toList());
    }

    /** The same kernel with these fragments of a stranger laid over its configuration. */
    public KernelSpec withForeignFragments(List<Path> added) {
        KernelSpec all = withFragments(added);
        return new KernelSpec(source, config, trusted, foreign, all.fragments, hasForeignFragments || !added.isEmpty());
    }

    /** The same kernel with these fragments instead of its own: strangers' if one of those was. */
    public KernelSpec withOnlyFragments(List<Path> files) {
        return new KernelSpec(source, config, trusted, foreign, files, hasForeignFragments);
    }

    /** What its trusted objects are compiled of. */
    KernelSpec trustedPart() {
        return new KernelSpec(source, config, trusted, List.of(), hasForeignFragments ? List.of() : fragments, false);
    }

    /** Whether anything in it is a stranger's. */
    boolean isForeign() {
        return (hasForeignFragments && !fragments.isEmpty())
                || foreign.stream().anyMatch(series -> !series.patches().isEmpty());
    }

    /** The same kernel with these patches on top: trusted ones, unless there are foreign ones below them. */
    public KernelSpec withTrustedUnlessOnForeign(Series series) {
        return foreign.isEmpty()
                ? new KernelSpec(source, config, append(trusted, series), foreign, fragments, hasForeignFragments)
                : withForeign(series);
    }

    /** The same kernel with these foreign patches on top. */
    public KernelSpec withForeign(Series series) {
        return withOnlyForeign(append(foreign, series));
    }

    private static List<Series> append(List<Series> all, Series series) {
        return Stream.concat(all.stream(), Stream.of(series)).toList();
    }

    /** The same kernel with another series instead of the last one, and trusted if that is. */
    public KernelSpec withLast(Series series) {
        return foreign.isEmpty()
                ? new KernelSpec(source, config, replaceLast(trusted, series), foreign, fragments, hasForeignFragments)
                : withOnlyForeign(replaceLast(foreign, series));
    }

    private static List<Series> replaceLast(List<Series> all, Series last) {
        return Stream.concat(all.stream().limit(all.size() - 1), Stream.of(last))
                .toList();
    }

    /** In the order in which they are applied. */
    public List<Series> patches() {
        return Stream.concat(trusted.stream(), foreign.stream()).toList();
    }
}
