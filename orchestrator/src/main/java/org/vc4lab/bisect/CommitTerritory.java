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
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.KernelSource;
import org.vc4lab.build.KernelSpec;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.Series;
import org.vc4lab.source.Git;
import org.vc4lab.source.GitTree;

/** The commits of a git tree that the newer end has and the older end has not. */
public final class CommitTerritory implements Territory {
    /** What each holds of the others is kept as bits: more would not fit into the memory of a small machine. */
    private static final int MOST_COMMITS = 30_000;

    private final GitTree tree;
    private final Path repository;
    private final ProcessRunner runner;
    private final String config;
    private final Suspect start;
    private final List<Suspect> suspects;
    private final Lineage lineage;
    private @Nullable FileChanges changes;

    private CommitTerritory(
            GitTree tree,
            Path repository,
            ProcessRunner runner,
            String config,
            Suspect start,
            List<Suspect> suspects,
            Lineage lineage) {
        this.tree = tree;
        this.repository = repository;
        this.runner = runner;
        this.config = config;
        this.start = start;
        this.suspects = suspects;
        this.lineage = lineage;
    }

    /**
     * Lists the commits.
     *
     * @param repository a folder for a repository of ours, through which the tree is read
     * @throws IllegalArgumentException where they are no range
     */
    public static CommitTerritory of(
            GitTree tree, Path repository, ProcessRunner runner, String config, String older, String newer)
            throws IOException, InterruptedException {
        Git.makeRepository(repository);
        List<String> lines = lines(
                runner,
                tree.reading(
                        repository,
                        "log",
                        "--topo-order",
                        "--reverse",
                        "--no-show-signature",
                        "--format=%H%x09%P%x09%s",
                        newer,
                        "^" + older));
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("no commit lies between the two ends: " + older + " and " + newer);
        }
        if (lines.size() > MOST_COMMITS) {
            throw new IllegalArgumentException(lines.size() + " commits lie between the ends, more than " + MOST_COMMITS
                    + "; try one in the middle with 'vc4lab step' and narrow them");
        }
        String title = runner.run(tree.reading(repository, "log", "-1", "--no-show-signature", "--format=%s", older))
                .orThrow()
                .text();
        Map<String, Integer> numbers = new HashMap<>();
        List<Suspect> suspects = new ArrayList<>();
        List<List<Integer>> parents = new ArrayList<>();
        for (String line : lines) {
            String[] parts = line.split("\t", 3);
            numbers.put(parts[0], suspects.size());
            suspects.add(new Suspect(parts[0], parts[2]));
            parents.add(List.of(parts[1].split(" ", -1)).stream()
                    .map(parent -> numbers.getOrDefault(parent, Subject.START))
                    .distinct()
                    .toList());
        }
        return new CommitTerritory(
                tree,
                repository,
                runner,
                config,
                new Suspect(older, title),
                List.copyOf(suspects),
                Lineage.of(parents));
    }

    /** All lines, however many; an outcome keeps only the last. */
    private static List<String> lines(ProcessRunner runner, Command command) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        runner.run(command.tellingEachLineTo(lines::add)).orThrow();
        return lines;
    }

    @Override
    public List<Suspect> suspects() {
        return suspects;
    }

    @Override
    public Suspect start() {
        return start;
    }

    @Override
    public Lineage lineage() {
        return lineage;
    }

    @Override
    public KernelSpec kernel(Subject subject) throws IOException, InterruptedException {
        if (subject instanceof Subject.Point point) {
            return new KernelSpec(
                    new KernelSource.Revision(tree.folder(), at(point).id()), config, List.of());
        }
        Suspect suspect = suspects.get(((Subject.Without) subject).suspect());
        String name = "without " + suspect.shortId();
        Patch reverse = Patch.of(name, name, diff(suspect.id(), suspect.id() + "^", "-p", "--binary", "--full-index"));
        String newer = suspects.get(lineage.tip()).id();
        return new KernelSpec(
                new KernelSource.Revision(tree.folder(), newer), config, List.of(new Series(name, List.of(reverse))));
    }

    private String diff(String from, String to, String... options) throws IOException, InterruptedException {
        Path file = Files.createTempFile(repository, "diff", "");
        try {
            List<String> arguments = new ArrayList<>(List.of("diff-tree", "--no-renames", "--no-ext-diff"));
            arguments.addAll(List.of(options));
            arguments.addAll(List.of("--no-textconv", "--output=" + file, from, to));
            runner.run(tree.reading(repository, arguments.toArray(new String[0])))
                    .orThrow();
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public List<Integer> harmless(Set<String> inputs) throws IOException, InterruptedException {
        List<List<ChangedFile>> changes = changes().bySuspect();
        KernelInputs kernel = new KernelInputs(inputs);
        boolean[] known = new boolean[suspects.size()];
        List<Integer> harmless = new ArrayList<>();
        for (int i = 0; i < known.length; i++) {
            int parent = lineage.parents(i).get(0);
            boolean knownBefore = parent == Subject.START || known[parent];
            boolean touched = changes.get(i).stream().anyMatch(file -> kernel.mayUse(file, knownBefore));
            if (!touched) {
                harmless.add(i);
            }
            known[i] = knownBefore && (!touched || !changesInputs(i, kernel, changes.get(i)));
        }
        return harmless;
    }

    @Override
    public List<List<Integer>> named(Subject.Point where, List<String> functions, Set<String> inputs)
            throws IOException, InterruptedException {
        List<List<Integer>> named = new ArrayList<>();
        for (Set<String> files :
                new Definitions(tree, repository, runner).files(at(where).id(), functions, inputs)) {
            named.add(changes().suspects(files::contains).stream()
                    .filter(i -> lineage.parents(i).size() == 1) // a merge brings what others have changed
                    .toList());
        }
        return named.stream().filter(suspects -> !suspects.isEmpty()).toList();
    }

    @Override
    public List<Integer> sharing(Subject.Point stopped, String said) throws IOException, InterruptedException {
        return changes().sharing(stopped, said, lineage);
    }

    /** Whether other files may go into the kernel from here on. */
    private boolean changesInputs(int suspect, KernelInputs kernel, List<ChangedFile> files)
            throws IOException, InterruptedException {
        return files.stream().anyMatch(kernel::mayChangeInputs)
                || KernelInputs.mayChangeInputs(diff(
                        suspects.get(suspect).id() + "^", suspects.get(suspect).id(), "-p", "-U0"));
    }

    /** What each suspect changes; git is asked once. */
    private synchronized FileChanges changes() throws IOException, InterruptedException {
        if (changes == null) {
            List<String> log = new ArrayList<>(FileChanges.LOG);
            log.addAll(List.of(suspects.get(lineage.tip()).id(), "^" + start.id()));
            changes = FileChanges.of(lines(runner, tree.reading(repository, log.toArray(String[]::new))));
        }
        return changes;
    }

    @Override
    public String identity() {
        return config + " " + start.id() + " " + suspects.get(lineage.tip()).id();
    }
}
