// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
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
        return (ofCase, candidate) -> {
            Optional<Series> candidateSeries = candidate.patches().isEmpty()
                    ? Optional.empty()
                    : Optional.of(reader.read(candidate.patches().get()));
            List<Series> patches = Stream.concat(baseSeries(ofCase, reader).stream(), candidateSeries.stream())
                    .toList();
            return new KernelSpec(new KernelSource.PatchedRelease(ofCase.kernel()), ofCase.config(), patches);
        };
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
