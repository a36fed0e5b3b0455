// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.SeriesChecker;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;

/** Makes candidates of what the user names. All of it is read and looked at now, before anything is built. */
final class CandidateResolver {
    private final Case ofCase;
    private final TreeOptions treeOptions;
    private final SeriesReader reader;
    private final ProcessRunner runner;

    CandidateResolver(Case ofCase, TreeOptions treeOptions, ProcessRunner runner) {
        this.ofCase = ofCase;
        this.treeOptions = treeOptions;
        this.reader = new SeriesReader(runner);
        this.runner = runner;
    }

    /** Candidates with different names, and what they stand on. */
    record ResolvedCandidates(List<Candidate> candidates, KernelResolver kernelResolver) {
        ResolvedCandidates {
            candidates = List.copyOf(candidates);
        }
    }

    /** @param names none for all of the case's, or for the user's tree as it is */
    ResolvedCandidates resolve(List<String> names) throws IOException, InterruptedException {
        Optional<Path> tree = treeOptions.tree();
        if (tree.isPresent()) {
            return resolveOnTree(KernelCheckout.open(tree.get(), treeOptions.revision(), runner), names);
        }
        if (names.isEmpty()) {
            return new ResolvedCandidates(ofCase.candidates(), KernelResolver.forCase(reader));
        }
        Map<String, Candidate> candidates = new LinkedHashMap<>();
        for (String name : names) {
            ResolvedSeries resolvedSeries = new SeriesResolver(ofCase, Optional.empty(), reader).resolve(name);
            put(candidates, resolvedSeries.candidate().name(), resolvedSeries.candidate());
        }
        return new ResolvedCandidates(List.copyOf(candidates.values()), KernelResolver.forCase(reader));
    }

    SeriesChecker.CheckRequest resolveSeries(String name) throws IOException, InterruptedException {
        Optional<KernelCheckout> checkout = treeOptions.tree().isPresent()
                ? Optional.of(KernelCheckout.open(treeOptions.tree().get(), treeOptions.revision(), runner))
                : Optional.empty();
        ResolvedSeries resolvedSeries = new SeriesResolver(ofCase, checkout, reader).resolve(name);
        if (resolvedSeries.series().patches().isEmpty()) {
            throw new UsageException("no patch in '" + name + "': it is what the others stand on");
        }
        KernelSource source = resolvedSeries
                .base()
                .or(() -> checkout.map(KernelCheckout::source))
                .orElseGet(() -> new KernelSource.PatchedRelease(ofCase.kernel()));
        boolean appliesBase = checkout.isEmpty() || treeOptions.isOnBase();
        List<Series> baseSeries = appliesBase ? KernelResolver.baseSeries(ofCase, reader) : List.of();
        return new SeriesChecker.CheckRequest(
                resolvedSeries.candidate(),
                new KernelSpec(source, ofCase.config(), baseSeries),
                resolvedSeries.series());
    }

    private ResolvedCandidates resolveOnTree(KernelCheckout checkout, List<String> names)
            throws IOException, InterruptedException {
        Map<String, KernelSpec> kernels = new LinkedHashMap<>();
        List<Candidate> candidates = new ArrayList<>();
        if (names.isEmpty()) {
            kernels.put(checkout.name(), kernelSpec(checkout.source(), Series.empty(checkout.name())));
            candidates.add(ofCase.candidateOfTree(checkout.name()));
        }
        for (String name : names) {
            ResolvedSeries resolvedSeries = new SeriesResolver(ofCase, Optional.of(checkout), reader).resolve(name);
            Candidate candidate = resolvedSeries.candidate().withoutExpectations();
            put(
                    kernels,
                    candidate.name(),
                    kernelSpec(resolvedSeries.base().orElseGet(checkout::source), resolvedSeries.series()));
            candidates.add(candidate);
        }
        return new ResolvedCandidates(candidates, KernelResolver.of(kernels));
    }

    private KernelSpec kernelSpec(KernelSource source, Series series) throws IOException, InterruptedException {
        List<Series> patches =
                new ArrayList<>(treeOptions.isOnBase() ? KernelResolver.baseSeries(ofCase, reader) : List.of());
        patches.add(series);
        return new KernelSpec(source, ofCase.config(), patches);
    }

    private static <T> void put(Map<String, T> byName, String name, T value) {
        if (byName.put(name, value) != null) {
            throw new UsageException("two candidates have the name '" + name
                    + "', and so would their evidence: rename one, or try them one after the other");
        }
    }

    /**
     * A series that the user named.
     *
     * @param base what it stands on, if it says that itself
     */
    record ResolvedSeries(Candidate candidate, Series series, Optional<KernelSource> base) {}
}
