// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vc4lab.cli.CandidateChooser.Named;
import org.vc4lab.lab.Candidate;
import org.vc4lab.lab.Case;
import org.vc4lab.lab.UnknownNameException;
import org.vc4lab.patch.PatchFormatException;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;
import org.vc4lab.source.GitRange;

/** Finds out what the user means: a candidate of the case, a file or folder, or a range of the tree, in this order. */
final class SeriesChooser {
    private final Case ofCase;
    private final Optional<UserTree> tree;
    private final SeriesReader reader;

    SeriesChooser(Case ofCase, Optional<UserTree> tree, SeriesReader reader) {
        this.ofCase = ofCase;
        this.tree = tree;
        this.reader = reader;
    }

    Named choose(String wanted) throws IOException, InterruptedException {
        try {
            Candidate own = ofCase.candidate(wanted);
            Series series =
                    own.patches().isPresent() ? reader.read(own.patches().get()) : Series.empty(wanted);
            return new Named(own, series, Optional.empty());
        } catch (UnknownNameException unknown) {
            Path path = Path.of(wanted).toAbsolutePath().normalize();
            if (Files.exists(path) && path.getFileName() != null) {
                return fromPath(path);
            }
            if (GitRange.isOne(wanted)) {
                return fromRange(wanted);
            }
            throw new UsageException(unknown.getMessage() + "; nor is there a file or folder of that name");
        }
    }

    private Named fromPath(Path path) throws IOException, InterruptedException {
        try {
            Series series = reader.read(path);
            if (series.patches().isEmpty()) {
                throw new UsageException("no patch in the folder " + path + ": no *.patch file, and none in 'series'");
            }
            return new Named(ofCase.candidate(path), series, Optional.empty());
        } catch (PatchFormatException none) {
            throw new UsageException(none);
        }
    }

    private Named fromRange(String range) throws IOException, InterruptedException {
        if (tree.isEmpty()) {
            throw new UsageException("no file or folder of that name, and a range needs --tree: '" + range + "'");
        }
        UserTree.Range read = tree.get().range(range);
        return new Named(ofCase.candidateOfTree(read.series().name()), read.series(), read.start());
    }
}
