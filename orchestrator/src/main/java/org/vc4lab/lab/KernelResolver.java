// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;

/** Maps candidates to the kernels to build. */
@FunctionalInterface
public interface KernelResolver {
    KernelSpec resolve(Case ofCase, Candidate candidate) throws IOException, InterruptedException;

    /** The case's kernel with the case's base and the candidate's patches on top. */
    static KernelResolver forCase(SeriesReader reader) {
        return forCase(reader, Set.of());
    }

    /**
     * The same, but for some of the candidates in the case's folder.
     *
     * @param foreign names of those whose patches nobody has looked at yet
     */
    static KernelResolver forCase(SeriesReader reader, Set<String> foreign) {
        Set<String> foreignNames = Set.copyOf(foreign);
        return (ofCase, candidate) -> {
            KernelSpec base =
                    below(ofCase, new KernelSource.PatchedRelease(ofCase.kernel()), baseSeries(ofCase, reader));
            boolean trusted = ofCase.isOwn(candidate) && !foreignNames.contains(candidate.name());
            return candidate.patches().isEmpty()
                    ? base
                    : withPatches(base, reader.read(candidate.patches().get()), trusted);
        };
    }

    /**
     * The kernel with a series on top.
     *
     * @param trusted whether the series is of a case of the lab's own, or of the tree to which it is applied
     */
    static KernelSpec withPatches(KernelSpec below, Series series, boolean trusted) {
        return trusted ? below.withTrustedUnlessOnForeign(series) : below.withForeign(series);
    }

    /** The kernel with the fragments of a case laid over its configuration. */
    static KernelSpec withFragments(KernelSpec kernel, Case ofCase) {
        List<Path> fragments = ofCase.target().fragments();
        return ofCase.folder().isOwn() ? kernel.withFragments(fragments) : kernel.withForeignFragments(fragments);
    }

    /** What candidates of a case apply to, configured as the case says. */
    static KernelSpec below(Case ofCase, KernelSource source, List<Series> base) {
        return withFragments(withoutFragments(ofCase, source, base), ofCase);
    }

    /** The same with the lab's configuration only. */
    static KernelSpec withoutFragments(Case ofCase, KernelSource source, List<Series> base) {
        KernelSpec below = new KernelSpec(source, ofCase.config(), List.of());
        for (Series series : base) {
            below = withPatches(below, series, ofCase.folder().isOwn());
        }
        return below;
    }

    /** The series below a candidate's: the case's base, if its kernel has one. */
    static List<Series> baseSeries(Case ofCase, SeriesReader reader) throws IOException, InterruptedException {
        return ofCase.base().isPresent() ? List.of(reader.read(ofCase.base().get())) : List.of();
    }

    /** Given kernels, by the candidates' names. */
    static KernelResolver of(Map<String, KernelSpec> kernels) {
        Map<String, KernelSpec> byCandidate = Map.copyOf(kernels);
        return (ofCase, candidate) -> Objects.requireNonNull(byCandidate.get(candidate.name()), candidate.name());
    }
}
