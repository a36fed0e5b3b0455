// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
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
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.patch.PatchFormatException;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;
import org.vc4lab.source.GitRange;

/** Resolves the candidates and series that the user names. All are read and checked before anything is built. */
final class CandidateResolver {
    private static final System.Logger LOG = System.getLogger(CandidateResolver.class.getName());

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

    /** Candidates with different names, and how their kernels are resolved. */
    record ResolvedCandidates(List<Candidate> candidates, KernelResolver kernelResolver) {
        ResolvedCandidates {
            candidates = List.copyOf(candidates);
        }
    }

    /** @param base what the series applies to, if its name says so */
    private record ResolvedSeries(Candidate candidate, Series series, Optional<KernelSource> base) {}

    /** @param names none for all of the case's, or for the user's tree as it is */
    ResolvedCandidates resolve(List<String> names) throws IOException, InterruptedException {
        Optional<KernelCheckout> checkout = openTree();
        if (checkout.isPresent()) {
            return resolveOnTree(checkout.get(), names);
        }
        if (names.isEmpty()) {
            return new ResolvedCandidates(ofCase.candidates(), KernelResolver.forCase(reader));
        }
        Map<String, Candidate> candidates = new LinkedHashMap<>();
        for (String name : names) {
            Candidate candidate = resolve(name, checkout).candidate();
            put(candidates, candidate.name(), candidate);
        }
        return new ResolvedCandidates(List.copyOf(candidates.values()), KernelResolver.forCase(reader));
    }

    SeriesChecker.CheckRequest resolveSeries(String name) throws IOException, InterruptedException {
        Optional<KernelCheckout> checkout = openTree();
        ResolvedSeries resolved = resolve(name, checkout);
        if (resolved.series().patches().isEmpty()) {
            throw new UsageException("no patch in '" + name + "': it is what the other candidates apply to");
        }
        KernelSource source = resolved.base()
                .or(() -> checkout.map(KernelCheckout::source))
                .orElseGet(() -> new KernelSource.PatchedRelease(ofCase.kernel()));
        boolean appliesBase = checkout.isEmpty() || treeOptions.isOnBase();
        List<Series> baseSeries = appliesBase ? KernelResolver.baseSeries(ofCase, reader) : List.of();
        return new SeriesChecker.CheckRequest(
                resolved.candidate(), new KernelSpec(source, ofCase.config(), baseSeries), resolved.series());
    }

    private Optional<KernelCheckout> openTree() throws IOException, InterruptedException {
        return treeOptions.tree().isPresent()
                ? Optional.of(KernelCheckout.open(treeOptions.tree().get(), treeOptions.revision(), runner))
                : Optional.empty();
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
            ResolvedSeries resolved = resolve(name, Optional.of(checkout));
            Candidate candidate = resolved.candidate().withoutExpectations();
            put(kernels, candidate.name(), kernelSpec(resolved.base().orElseGet(checkout::source), resolved.series()));
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

    /** A candidate of the case, a file or folder, or a range of the tree, in this order. */
    private ResolvedSeries resolve(String name, Optional<KernelCheckout> checkout)
            throws IOException, InterruptedException {
        try {
            Candidate candidate = ofCase.candidate(name);
            Series series = candidate.patches().isPresent()
                    ? reader.read(candidate.patches().get())
                    : Series.empty(name);
            return new ResolvedSeries(candidate, series, Optional.empty());
        } catch (UnknownNameException unknown) {
            Path path = Path.of(name).toAbsolutePath().normalize();
            if (Files.exists(path) && path.getFileName() != null) {
                LOG.log(Level.DEBUG, "{0} is no candidate of {1}; reading {2}", name, ofCase.name(), path);
                return resolvePath(path);
            }
            if (GitRange.looksLikeRange(name)) {
                return resolveRange(name, checkout);
            }
            throw new UsageException(unknown.getMessage() + "; nor is there a file or folder of that name");
        }
    }

    private ResolvedSeries resolvePath(Path path) throws IOException, InterruptedException {
        try {
            Series series = reader.read(path);
            if (series.patches().isEmpty()) {
                throw new UsageException("no patch in the folder " + path + ": no *.patch file, and none in 'series'");
            }
            return new ResolvedSeries(ofCase.candidate(path), series, Optional.empty());
        } catch (PatchFormatException invalid) {
            throw new UsageException(invalid);
        }
    }

    private ResolvedSeries resolveRange(String range, Optional<KernelCheckout> checkout)
            throws IOException, InterruptedException {
        if (checkout.isEmpty()) {
            throw new UsageException("no file or folder of that name, and a range needs --tree: '" + range + "'");
        }
        KernelCheckout.PatchRange patchRange = checkout.get().readRange(range);
        LOG.log(
                Level.DEBUG,
                "{0} is a range of {1} patches",
                range,
                patchRange.series().patches().size());
        return new ResolvedSeries(
                ofCase.candidateOfTree(patchRange.series().name()), patchRange.series(), patchRange.base());
    }
}
