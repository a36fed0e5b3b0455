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
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;
import org.vc4lab.source.ReadOnlyGitRepository.BorrowingRepository;

/** The commits of a git tree that are reachable from the newer end and not from the older end. */
public record CommitRange(
        BorrowingRepository repository,
        String config,
        CandidateChange start,
        List<CandidateChange> changes,
        CommitGraph commitGraph,
        List<List<ChangedFile>> filesByCommit)
        implements SearchSpace {
    /** {@link CommitGraph} needs a bit for each pair of commits. */
    private static final int MAX_COMMITS = 30_000;

    private static final String COMMIT_LINE = "commit\t";
    private static final Pattern COMPILE_ERROR = Pattern.compile("(?m)^(\\S+?):\\d+(?::\\d+)?: (?:fatal )?error: ");
    /** A preprocessor directive, or a line that is continued. */
    private static final Pattern PREPROCESSOR_LINE = Pattern.compile("(?m)^[-+](?![-+][-+] ).*(#|\\\\$)");

    /**
     * Lists the commits.
     *
     * @throws IllegalArgumentException if the range is empty or too large
     */
    public static CommitRange of(BorrowingRepository repository, String config, String older, String newer)
            throws IOException, InterruptedException {
        List<CandidateChange> changes = new ArrayList<>();
        List<List<Integer>> parents = new ArrayList<>();
        List<List<ChangedFile>> filesByCommit = new ArrayList<>();
        Map<String, Integer> indexById = new HashMap<>();
        for (String line : log(repository, older, newer)) {
            if (line.startsWith(COMMIT_LINE)) {
                String[] columns = line.split("\t", 4);
                indexById.put(columns[1], changes.size());
                changes.add(new CandidateChange(columns[1], columns[3]));
                parents.add(Stream.of(columns[2].split(" ", -1))
                        .map(parent -> indexById.getOrDefault(parent, Revision.START))
                        .distinct()
                        .toList());
                filesByCommit.add(new ArrayList<>());
            } else if (line.startsWith(":")) {
                filesByCommit.get(filesByCommit.size() - 1).add(ChangedFile.of(line));
            }
        }
        String title = repository
                .run("log", "-1", "--no-show-signature", "--format=%s", older)
                .text();
        CandidateChange start = new CandidateChange(older, title);
        return new CommitRange(repository, config, start, changes, CommitGraph.of(parents), filesByCommit);
    }

    /** A line for each commit, the older first, each followed by its changes of files in git's raw format. */
    private static List<String> log(BorrowingRepository repository, String older, String newer)
            throws IOException, InterruptedException {
        int count = Integer.parseInt(
                repository.run("rev-list", "--count", newer, "^" + older).text());
        if (count == 0) {
            throw new IllegalArgumentException("no commit lies between the two ends: " + older + " and " + newer);
        }
        if (count > MAX_COMMITS) {
            throw new IllegalArgumentException(count + " commits lie between the ends, more than " + MAX_COMMITS
                    + "; try one in the middle with 'vc4lab bisect-run' and narrow them");
        }
        return repository.lines(
                "log",
                "--topo-order",
                "--reverse",
                "--raw",
                "-r",
                "--no-renames",
                "--no-show-signature",
                "--diff-merges=first-parent",
                "--format=tformat:" + COMMIT_LINE + "%H%x09%P%x09%s",
                newer,
                "^" + older);
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
            byFunction.add(commitsChanging(files::contains).stream()
                    .filter(i -> commitGraph.parents(i).size() == 1) // a merge only brings changes of other commits
                    .toList());
        }
        return byFunction.stream().filter(commits -> !commits.isEmpty()).toList();
    }

    @Override
    public List<Integer> commitsWithSameFile(Revision.AtCommit brokenCommit, String compilerErrors) {
        Matcher firstError = COMPILE_ERROR.matcher(compilerErrors);
        if (!firstError.find()) {
            return List.of();
        }
        String errorPath = "/" + firstError.group(1); // it may begin above the tree
        List<Integer> commitsChangingFile = commitsChanging(path -> errorPath.endsWith("/" + path));
        if (commitsChangingFile.isEmpty()) {
            return List.of();
        }
        return IntStream.range(Revision.START, commitGraph.size())
                .filter(commit -> commit != brokenCommit.index())
                .filter(commit -> commitsChangingFile.stream()
                        .allMatch(change -> commitGraph.contains(commit, change)
                                == commitGraph.contains(brokenCommit.index(), change)))
                .boxed()
                .toList();
    }

    private List<Integer> commitsChanging(Predicate<String> pathFilter) {
        return IntStream.range(0, changes.size())
                .filter(i ->
                        filesByCommit.get(i).stream().map(ChangedFile::path).anyMatch(pathFilter))
                .boxed()
                .toList();
    }

    /** Whether a commit may change the set of files that go into the kernel. */
    private boolean changesInputs(int change, List<ChangedFile> files) throws IOException, InterruptedException {
        String id = changes.get(change).id();
        return files.stream().anyMatch(ChangedFile::mayChangeInputs)
                || PREPROCESSOR_LINE.matcher(diff(id + "^", id, "-p", "-U0")).find();
    }

    @Override
    public String identity() {
        return config + " " + start.id() + " " + tip().id();
    }
}
