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
import org.jspecify.annotations.Nullable;
import org.vc4lab.bisect.FileChanges.ChangedFile;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;
import org.vc4lab.source.BorrowingRepository;
import org.vc4lab.source.ReadOnlyGitRepository;

/** The commits of a git tree that are reachable from the newer end and not from the older end. */
public final class CommitRange implements SearchSpace {
    /** {@link CommitGraph} needs a bit for each pair of commits. */
    private static final int MAX_COMMITS = 30_000;

    private final BorrowingRepository repository;
    private final String config;
    private final CandidateChange start;
    private final List<CandidateChange> changes;
    private final CommitGraph commitGraph;
    private @Nullable FileChanges fileChanges;

    private CommitRange(
            BorrowingRepository repository,
            String config,
            CandidateChange start,
            List<CandidateChange> changes,
            CommitGraph commitGraph) {
        this.repository = repository;
        this.config = config;
        this.start = start;
        this.changes = List.copyOf(changes);
        this.commitGraph = commitGraph;
    }

    /**
     * Lists the commits.
     *
     * @param scratchRepository a folder for a repository of the lab, through which the tree is read
     * @throws IllegalArgumentException if the range is empty or too large
     */
    public static CommitRange of(
            ReadOnlyGitRepository tree,
            Path scratchRepository,
            ProcessRunner runner,
            String config,
            String older,
            String newer)
            throws IOException, InterruptedException {
        GitCommands.createRepository(scratchRepository);
        BorrowingRepository repository = new BorrowingRepository(tree, scratchRepository, runner);
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
        CandidateChange start = new CandidateChange(older, title);
        return new CommitRange(repository, config, start, changes, CommitGraph.of(parents));
    }

    @Override
    public List<CandidateChange> changes() {
        return changes;
    }

    @Override
    public CandidateChange start() {
        return start;
    }

    @Override
    public CommitGraph commitGraph() {
        return commitGraph;
    }

    private String tipId() {
        return changes.get(commitGraph.tip()).id();
    }

    @Override
    public KernelSpec kernelSpec(Revision revision) throws IOException, InterruptedException {
        Path tree = repository.lender().folder();
        if (revision instanceof Revision.AtCommit commit) {
            return new KernelSpec(
                    new KernelSource.GitRevision(tree, changeAt(commit).id()), config, List.of());
        }
        CandidateChange change = changes.get(((Revision.TipWithRevert) revision).change());
        String name = "without " + change.shortId();
        Patch revert = Patch.of(name, name, diff(change.id(), change.id() + "^", "-p", "--binary", "--full-index"));
        List<Series> patches = List.of(new Series(name, List.of(revert)));
        return new KernelSpec(new KernelSource.GitRevision(tree, tipId()), config, patches);
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
        List<List<ChangedFile>> filesByCommit = fileChanges().byCommit();
        BuildInputs buildInputs = new BuildInputs(inputs);
        boolean[] inputsKnown = new boolean[changes.size()];
        List<Integer> noOps = new ArrayList<>();
        for (int i = 0; i < inputsKnown.length; i++) {
            int parent = commitGraph.parents(i).get(0);
            boolean knownBeforeCommit = parent == Revision.START || inputsKnown[parent];
            boolean affectsKernel = filesByCommit.get(i).stream()
                    .anyMatch(file -> buildInputs.mayAffectKernel(file, knownBeforeCommit));
            if (!affectsKernel) {
                noOps.add(i);
            }
            inputsKnown[i] =
                    knownBeforeCommit && (!affectsKernel || !changesInputs(i, buildInputs, filesByCommit.get(i)));
        }
        return noOps;
    }

    @Override
    public List<List<Integer>> commitsTouching(Revision.AtCommit commit, List<String> functions, Set<String> inputs)
            throws IOException, InterruptedException {
        List<List<Integer>> byFunction = new ArrayList<>();
        for (Set<String> files :
                new FunctionLocator(repository).filesDefining(changeAt(commit).id(), functions, inputs)) {
            byFunction.add(fileChanges().commitsChanging(files::contains).stream()
                    .filter(i -> commitGraph.parents(i).size() == 1) // a merge only brings changes of other commits
                    .toList());
        }
        return byFunction.stream().filter(commits -> !commits.isEmpty()).toList();
    }

    @Override
    public List<Integer> commitsWithSameFile(Revision.AtCommit brokenCommit, String compilerErrors)
            throws IOException, InterruptedException {
        return fileChanges().commitsWithSameFile(brokenCommit, compilerErrors, commitGraph);
    }

    /** Whether a commit may change the set of files that go into the kernel. */
    private boolean changesInputs(int change, BuildInputs buildInputs, List<ChangedFile> files)
            throws IOException, InterruptedException {
        String id = changes.get(change).id();
        return files.stream().anyMatch(buildInputs::mayChangeInputs)
                || BuildInputs.mayChangeInputs(diff(id + "^", id, "-p", "-U0"));
    }

    private synchronized FileChanges fileChanges() throws IOException, InterruptedException {
        if (fileChanges == null) {
            List<String> log = new ArrayList<>(FileChanges.LOG_ARGUMENTS);
            log.addAll(List.of(tipId(), "^" + start.id()));
            fileChanges = FileChanges.of(repository.lines(log.toArray(String[]::new)));
        }
        return fileChanges;
    }

    @Override
    public String identity() {
        return config + " " + start.id() + " " + tipId();
    }
}
