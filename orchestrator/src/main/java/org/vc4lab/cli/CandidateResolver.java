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
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.SeriesChecker;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.patch.PatchFormatException;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;
import org.vc4lab.source.ReadOnlyGitRepository.GitRange;

/** Resolves the candidates and series that the user names. All are read and checked before anything is built. */
final class CandidateResolver {
    private static final System.Logger LOG = System.getLogger(CandidateResolver.class.getName());

    private final Case ofCase;
    private final Optional<KernelCheckout> checkout;
    private final boolean appliesBase;
    private final SeriesReader reader;

    /** @param onBase whether the case's base is applied to the checkout, too */
    CandidateResolver(Case ofCase, Optional<KernelCheckout> checkout, boolean onBase, SeriesReader reader) {
        this.ofCase = ofCase;
        this.checkout = checkout;
        this.appliesBase = checkout.isEmpty() || onBase;
        this.reader = reader;
    }

    /** Candidates with different names, and how their kernels are resolved. */
    record ResolvedCandidates(List<Candidate> candidates, KernelResolver kernelResolver) {
        ResolvedCandidates {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * A series that the user named.
     *
     * @param trusted whether it is of a case of the lab's own, or of the user's tree
     * @param range if it is one of the user's tree
     */
    private record ResolvedSeries(
            Candidate candidate, Series series, boolean trusted, Optional<KernelCheckout.PatchRange> range) {}

    /**
     * A series to check.
     *
     * @param commits of the user's tree whose kernels the patches make, one after the other; empty if it is no range of
     *     the tree, or is applied to something else than in the tree
     */
    record CheckedSeries(SeriesChecker.CheckRequest request, List<String> commits) {
        CheckedSeries {
            commits = List.copyOf(commits);
        }
    }

    /** @param names none for all of the case's, or for the user's tree as it is */
    ResolvedCandidates resolve(List<String> names) throws IOException, InterruptedException {
        if (names.isEmpty() && checkout.isEmpty()) {
            return new ResolvedCandidates(ofCase.candidates(), KernelResolver.forCase(reader));
        }
        List<ResolvedSeries> resolved = new ArrayList<>();
        for (String name : names) {
            resolved.add(resolve(name));
        }
        if (names.isEmpty()) {
            String name = checkout.orElseThrow().name();
            resolved.add(new ResolvedSeries(ofCase.candidateOfTree(name), Series.empty(name), true, Optional.empty()));
        }
        Map<String, KernelSpec> kernels = new LinkedHashMap<>();
        List<Candidate> candidates = new ArrayList<>();
        for (ResolvedSeries resolvedSeries : resolved) {
            Candidate candidate = resolvedSeries.candidate();
            candidates.add(checkout.isPresent() ? candidate.withoutExpectations() : candidate);
            KernelSpec kernel = KernelResolver.withPatches(
                    kernelBelow(resolvedSeries), resolvedSeries.series(), resolvedSeries.trusted());
            if (kernels.put(candidate.name(), kernel) != null) {
                throw new UsageException("two candidates have the name '" + candidate.name()
                        + "', and so would their evidence: rename one, or try them one after the other");
            }
        }
        return new ResolvedCandidates(candidates, KernelResolver.of(kernels));
    }

    CheckedSeries resolveSeries(String name) throws IOException, InterruptedException {
        ResolvedSeries resolved = resolve(name);
        if (resolved.series().patches().isEmpty()) {
            throw new UsageException("no patch in '" + name + "': it is what the other candidates apply to");
        }
        List<String> commits = resolved.range()
                .filter(range -> range.base().isPresent() && !appliesBase)
                .map(KernelCheckout.PatchRange::commits)
                .orElse(List.of());
        return new CheckedSeries(
                new SeriesChecker.CheckRequest(resolved.candidate(), kernelBelow(resolved), resolved.series()),
                commits);
    }

    /** What a series applies to. */
    private KernelSpec kernelBelow(ResolvedSeries resolved) throws IOException, InterruptedException {
        KernelSource source = resolved.range()
                .flatMap(KernelCheckout.PatchRange::base)
                .or(() -> checkout.map(KernelCheckout::source))
                .orElseGet(() -> new KernelSource.PatchedRelease(ofCase.kernel()));
        List<Series> baseSeries = appliesBase ? KernelResolver.baseSeries(ofCase, reader) : List.of();
        return KernelResolver.below(ofCase, source, baseSeries);
    }

    /** A candidate of the case, a file or folder, or a range of the tree, in this order. */
    private ResolvedSeries resolve(String name) throws IOException, InterruptedException {
        try {
            Candidate candidate = ofCase.candidate(name);
            Series series = candidate.patches().isPresent()
                    ? reader.read(candidate.patches().get())
                    : Series.empty(name);
            return new ResolvedSeries(candidate, series, ofCase.isOwn(candidate), Optional.empty());
        } catch (UnknownNameException unknown) {
            Path path = Path.of(name).toAbsolutePath().normalize();
            if (Files.exists(path) && path.getFileName() != null) {
                LOG.log(Level.DEBUG, "{0} is no candidate of {1}; reading {2}", name, ofCase.name(), path);
                return resolvePath(path);
            }
            if (GitRange.looksLikeRange(name)) {
                return resolveRange(name);
            }
            throw new UsageException(unknown.getMessage() + "; nor is there a file or folder of that name");
        }
    }

    private ResolvedSeries resolvePath(Path path) throws IOException, InterruptedException {
        try {
            Series series = reader.read(path);
            if (series.patches().isEmpty()) {
                throw new UsageException("no patch in the folder " + path
                        + ": it is no maildir, and has no *.patch or *.eml file, and none in 'series'");
            }
            return new ResolvedSeries(ofCase.candidate(path), series, false, Optional.empty());
        } catch (PatchFormatException invalid) {
            throw new UsageException(invalid);
        }
    }

    private ResolvedSeries resolveRange(String range) throws IOException, InterruptedException {
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
                ofCase.candidateOfTree(patchRange.series().name()), patchRange.series(), true, Optional.of(patchRange));
    }
}
