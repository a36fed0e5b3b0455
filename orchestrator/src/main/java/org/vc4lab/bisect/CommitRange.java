// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.vc4lab.bisect.FileChanges.ChangedFile;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;
import org.vc4lab.source.BorrowingRepository;

/** The commits of a git tree that are reachable from the newer end and not from the older end. */
public record CommitRange(
        BorrowingRepository repository,
        String config,
        CandidateChange start,
        List<CandidateChange> changes,
        CommitGraph commitGraph,
        FileChanges fileChanges)
        implements SearchSpace {
    /** {@link CommitGraph} needs a bit for each pair of commits. */
    private static final int MAX_COMMITS = 30_000;

    /**
     * Lists the commits.
     *
     * @throws IllegalArgumentException if the range is empty or too large
     */
    public static CommitRange of(BorrowingRepository repository, String config, String older, String newer)
            throws IOException, InterruptedException {
        List<String> lines = repository.lines(
                "log",
                "--topo-order",
                "--reverse",
                "--no-show-signature",
                "--format=%H%x09%P%x09%s",
                newer,
                "^" + older);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("no commit lies between the two ends: " + older + " and " + newer);
        }
        if (lines.size() > MAX_COMMITS) {
            throw new IllegalArgumentException(lines.size() + " commits lie between the ends, more than " + MAX_COMMITS
                    + "; try one in the middle with 'vc4lab bisect-run' and narrow them");
        }
        String title = repository
                .run("log", "-1", "--no-show-signature", "--format=%s", older)
                .text();
        Map<String, Integer> indexById = new HashMap<>();
        List<CandidateChange> changes = new ArrayList<>();
        List<List<Integer>> parents = new ArrayList<>();
        for (String line : lines) {
            String[] parts = line.split("\t", 3);
            indexById.put(parts[0], changes.size());
            changes.add(new CandidateChange(parts[0], parts[2]));
            parents.add(Stream.of(parts[1].split(" ", -1))
                    .map(parent -> indexById.getOrDefault(parent, Revision.START))
                    .distinct()
                    .toList());
        }
        return new CommitRange(
                repository,
                config,
                new CandidateChange(older, title),
                List.copyOf(changes),
                CommitGraph.of(parents),
                new FileChanges(repository, older, newer));
    }

    private CandidateChange tip() {
        return changes.get(commitGraph.tip());
    }

    @Override
    public KernelSpec kernelSpec(Revision revision) throws IOException, InterruptedException {
        Path tree = repository.lender().folder();
        CandidateChange change = changeOf(revision);
        if (revision instanceof Revision.AtCommit) {
            return new KernelSpec(new KernelSource.GitRevision(tree, change.id()), config, List.of());
        }
        String name = "without " + change.shortId();
        Patch revert = Patch.of(name, name, diff(change.id(), change.id() + "^", "-p", "--binary", "--full-index"));
        List<Series> patches = List.of(new Series(name, List.of(revert)));
        return new KernelSpec(new KernelSource.GitRevision(tree, tip().id()), config, patches);
    }

    private String diff(String from, String to, String... options) throws IOException, InterruptedException {
        Path file = Files.createTempFile(repository.folder(), "diff", "");
        try {
            List<String> arguments = new ArrayList<>(List.of("diff-tree", "--no-renames", "--no-ext-diff"));
            arguments.addAll(List.of(options));
            arguments.addAll(List.of("--no-textconv", "--output=" + file, from, to));
            repository.run(arguments.toArray(String[]::new));
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public List<Integer> noOpCommits(Set<String> inputs) throws IOException, InterruptedException {
        List<List<ChangedFile>> filesByCommit = fileChanges.byCommit();
        boolean[] inputsKnown = new boolean[changes.size()];
        List<Integer> noOps = new ArrayList<>();
        for (int i = 0; i < inputsKnown.length; i++) {
            int parent = commitGraph.parents(i).get(0);
            Set<String> knownInputs = parent == Revision.START || inputsKnown[parent] ? inputs : Set.of();
            boolean affectsKernel = filesByCommit.get(i).stream().anyMatch(file -> file.mayAffectKernel(knownInputs));
            if (!affectsKernel) {
                noOps.add(i);
            }
            inputsKnown[i] = !knownInputs.isEmpty() && (!affectsKernel || !changesInputs(i, filesByCommit.get(i)));
        }
        return noOps;
    }

    @Override
    public List<List<Integer>> commitsTouching(Revision.AtCommit commit, List<String> functions, Set<String> inputs)
            throws IOException, InterruptedException {
        List<List<Integer>> byFunction = new ArrayList<>();
        for (Set<String> files :
                new FunctionLocator(repository).filesDefining(changeOf(commit).id(), functions, inputs)) {
            byFunction.add(fileChanges.commitsChanging(files::contains).stream()
                    .filter(i -> commitGraph.parents(i).size() == 1) // a merge only brings changes of other commits
                    .toList());
        }
        return byFunction.stream().filter(commits -> !commits.isEmpty()).toList();
    }

    @Override
    public List<Integer> commitsWithSameFile(Revision.AtCommit brokenCommit, String compilerErrors)
            throws IOException, InterruptedException {
        return fileChanges.commitsWithSameFile(brokenCommit, compilerErrors, commitGraph);
    }

    /** Whether a commit may change the set of files that go into the kernel. */
    private boolean changesInputs(int change, List<ChangedFile> files) throws IOException, InterruptedException {
        String id = changes.get(change).id();
        return files.stream().anyMatch(ChangedFile::mayChangeInputs)
                || FileChanges.mayChangeInputs(diff(id + "^", id, "-p", "-U0"));
    }

    @Override
    public String identity() {
        return config + " " + start.id() + " " + tip().id();
    }
}
