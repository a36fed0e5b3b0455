// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.build.KernelSource;
import org.vc4lab.build.KernelSpec;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;

/** On what candidates stand: says which kernel is theirs. */
@FunctionalInterface
public interface Ground {
    KernelSpec kernel(Case ofCase, Candidate candidate) throws IOException, InterruptedException;

    /** The case's kernel with the case's base; the candidates' patches come on top. */
    static Ground ofTheCase(SeriesReader reader) {
        return (ofCase, candidate) -> {
            Optional<Series> own = candidate.patches().isEmpty()
                    ? Optional.empty()
                    : Optional.of(reader.read(candidate.patches().get()));
            List<Series> patches =
                    Stream.concat(below(ofCase, reader).stream(), own.stream()).toList();
            return new KernelSpec(new KernelSource.Release(ofCase.kernel()), ofCase.config(), patches);
        };
    }

    /** What comes before a candidate: the case's base, where its kernel has one. */
    static List<Series> below(Case ofCase, SeriesReader reader) throws IOException, InterruptedException {
        return ofCase.base().isPresent() ? List.of(reader.read(ofCase.base().get())) : List.of();
    }

    /** Kernels that were chosen before, by the candidates' names. */
    static Ground of(Map<String, KernelSpec> kernels) {
        Map<String, KernelSpec> known = Map.copyOf(kernels);
        return (ofCase, candidate) -> Objects.requireNonNull(known.get(candidate.name()), candidate.name());
    }
}
