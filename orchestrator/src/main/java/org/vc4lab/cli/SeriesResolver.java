// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vc4lab.cli.CandidateResolver.ResolvedSeries;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.patch.PatchFormatException;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;
import org.vc4lab.source.GitRange;

/** Finds out what the user means: a candidate of the case, a file or folder, or a range of the tree, in this order. */
final class SeriesResolver {
    private final Case ofCase;
    private final Optional<KernelCheckout> checkout;
    private final SeriesReader reader;

    SeriesResolver(Case ofCase, Optional<KernelCheckout> checkout, SeriesReader reader) {
        this.ofCase = ofCase;
        this.checkout = checkout;
        this.reader = reader;
    }

    ResolvedSeries resolve(String name) throws IOException, InterruptedException {
        try {
            Candidate candidate = ofCase.candidate(name);
            Series series = candidate.patches().isPresent()
                    ? reader.read(candidate.patches().get())
                    : Series.empty(name);
            return new ResolvedSeries(candidate, series, Optional.empty());
        } catch (UnknownNameException unknown) {
            Path path = Path.of(name).toAbsolutePath().normalize();
            if (Files.exists(path) && path.getFileName() != null) {
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
                throw new UsageException("no patch in the folder " + path + ": no *.patch file, and none in 'series'");
            }
            return new ResolvedSeries(ofCase.candidate(path), series, Optional.empty());
        } catch (PatchFormatException invalid) {
            throw new UsageException(invalid);
        }
    }

    private ResolvedSeries resolveRange(String range) throws IOException, InterruptedException {
        if (checkout.isEmpty()) {
            throw new UsageException("no file or folder of that name, and a range needs --tree: '" + range + "'");
        }
        KernelCheckout.PatchRange patchRange = checkout.get().readRange(range);
        return new ResolvedSeries(
                ofCase.candidateOfTree(patchRange.series().name()), patchRange.series(), patchRange.base());
    }
}
