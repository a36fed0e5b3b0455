// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.build.KernelSource;
import org.vc4lab.build.KernelSpec;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.Candidate;
import org.vc4lab.lab.Case;
import org.vc4lab.lab.Ground;
import org.vc4lab.lab.SeriesCheck;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;

/** Makes candidates of what the user names. All of it is read and looked at now, before anything is built. */
final class CandidateChooser {
    private final Case ofCase;
    private final TreeOptions options;
    private final SeriesReader reader;
    private final ProcessRunner runner;

    CandidateChooser(Case ofCase, TreeOptions options, ProcessRunner runner) {
        this.ofCase = ofCase;
        this.options = options;
        this.reader = new SeriesReader(runner);
        this.runner = runner;
    }

    /** Candidates with different names, and what they stand on. */
    record Choice(List<Candidate> candidates, Ground ground) {
        Choice {
            candidates = List.copyOf(candidates);
        }
    }

    /** @param wanted none for all of the case's, or for the user's tree as it is */
    Choice choose(List<String> wanted) throws IOException, InterruptedException {
        Optional<Path> tree = options.tree();
        if (tree.isPresent()) {
            return onTree(UserTree.open(tree.get(), options.revision(), runner), wanted);
        }
        if (wanted.isEmpty()) {
            return new Choice(ofCase.candidates(), Ground.ofTheCase(reader));
        }
        Map<String, Candidate> chosen = new LinkedHashMap<>();
        for (String one : wanted) {
            Named named = new SeriesChooser(ofCase, Optional.empty(), reader).choose(one);
            put(chosen, named.candidate().name(), named.candidate());
        }
        return new Choice(List.copyOf(chosen.values()), Ground.ofTheCase(reader));
    }

    SeriesCheck.Subject chooseSeries(String wanted) throws IOException, InterruptedException {
        Optional<UserTree> tree = options.tree().isPresent()
                ? Optional.of(UserTree.open(options.tree().get(), options.revision(), runner))
                : Optional.empty();
        Named named = new SeriesChooser(ofCase, tree, reader).choose(wanted);
        if (named.series().patches().isEmpty()) {
            throw new UsageException("no patch in '" + wanted + "': it is what the others stand on");
        }
        KernelSource source = named.start()
                .or(() -> tree.map(UserTree::source))
                .orElseGet(() -> new KernelSource.Release(ofCase.kernel()));
        boolean onBase = tree.isEmpty() || options.onBase();
        List<Series> below = onBase ? Ground.below(ofCase, reader) : List.of();
        return new SeriesCheck.Subject(
                named.candidate(), new KernelSpec(source, ofCase.config(), below), named.series());
    }

    private Choice onTree(UserTree tree, List<String> wanted) throws IOException, InterruptedException {
        Map<String, KernelSpec> kernels = new LinkedHashMap<>();
        List<Candidate> candidates = new ArrayList<>();
        if (wanted.isEmpty()) {
            kernels.put(tree.name(), kernel(tree.source(), Series.empty(tree.name())));
            candidates.add(ofCase.candidateOfTree(tree.name()));
        }
        for (String one : wanted) {
            Named named = new SeriesChooser(ofCase, Optional.of(tree), reader).choose(one);
            Candidate candidate = named.candidate().withoutExpectations();
            put(kernels, candidate.name(), kernel(named.start().orElseGet(tree::source), named.series()));
            candidates.add(candidate);
        }
        return new Choice(candidates, Ground.of(kernels));
    }

    private KernelSpec kernel(KernelSource source, Series series) throws IOException, InterruptedException {
        List<Series> patches = new ArrayList<>(options.onBase() ? Ground.below(ofCase, reader) : List.of());
        patches.add(series);
        return new KernelSpec(source, ofCase.config(), patches);
    }

    private static <T> void put(Map<String, T> chosen, String name, T one) {
        if (chosen.put(name, one) != null) {
            throw new UsageException("two candidates have the name '" + name
                    + "', and so would their evidence: rename one, or try them one after the other");
        }
    }

    /**
     * A series that the user named.
     *
     * @param start what it stands on, if it says that itself
     */
    record Named(Candidate candidate, Series series, Optional<KernelSource> start) {}
}
