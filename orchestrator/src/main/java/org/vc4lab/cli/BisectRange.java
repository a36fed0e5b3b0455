// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vc4lab.bisect.Change;
import org.vc4lab.bisect.CommitTerritory;
import org.vc4lab.bisect.Event;
import org.vc4lab.bisect.GitBisectLog;
import org.vc4lab.bisect.GitBisectLog.Side;
import org.vc4lab.bisect.GitBisectLog.Statement;
import org.vc4lab.bisect.Sight;
import org.vc4lab.bisect.Subject;
import org.vc4lab.exec.Outcome;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.Git;
import org.vc4lab.source.GitTree;
import org.vc4lab.source.GitTreeException;
import picocli.CommandLine.Option;

/** The options that say between which commits of a git tree to search. */
final class BisectRange {
    @Option(
            names = "--tree",
            paramLabel = "DIR",
            description = "A git tree of the kernel of your own; it is never written to.")
    private @Nullable Path tree;

    @Option(
            names = "--good",
            paramLabel = "REV",
            description = {
                "A revision without the report. Where it comes before the one with it, the culprit is looked for,",
                "where it comes after it the fix."
            })
    private @Nullable String good;

    @Option(names = "--bad", paramLabel = "REV", description = "A revision with the report.")
    private @Nullable String bad;

    @Option(
            names = "--replay",
            paramLabel = "LOG",
            description = {
                "Begin with what a log of 'git bisect log' says, as if it had been seen here. It also says where",
                "the ends are, unless --good and --bad do."
            })
    private @Nullable Path log;

    @Option(names = "--fix", description = "The log's newer side is the one without the report: the fix is looked for.")
    private boolean fix;

    Optional<Path> tree() {
        if (tree == null && (good != null || bad != null || log != null)) {
            throw new UsageException("--good, --bad and --replay belong to --tree, which is not given");
        }
        return Optional.ofNullable(tree);
    }

    /** What was found out of the options. */
    record Chosen(CommitTerritory territory, Change change, List<Event.Told> told) {}

    /** @param repository a folder for a repository of ours, through which the tree is read */
    Chosen choose(Path repository, String config, ProcessRunner runner) throws IOException, InterruptedException {
        try {
            GitTree opened = GitTree.open(tree().orElseThrow(), runner);
            List<Statement> statements = log == null ? List.of() : GitBisectLog.read(Files.readAllLines(log));
            Ends ends = good == null && bad == null && log != null
                    ? endsOf(statements, opened)
                    : givenEnds(repository, opened, runner);
            opened.requireKernel(ends.older());
            CommitTerritory territory =
                    CommitTerritory.of(opened, repository, runner, config, ends.older(), ends.newer());
            return new Chosen(territory, ends.change(), told(statements, territory, ends.change(), opened));
        } catch (GitTreeException | IllegalArgumentException none) {
            throw new UsageException(none);
        }
    }

    private record Ends(String older, String newer, Change change) {}

    private Ends endsOf(List<Statement> statements, GitTree opened) throws IOException, InterruptedException {
        String older = first(statements, Side.OLDER);
        String newer = first(statements, Side.NEWER);
        return new Ends(opened.commit(older), opened.commit(newer), fix ? Change.VANISHES : Change.APPEARS);
    }

    private static String first(List<Statement> statements, Side side) {
        return statements.stream()
                .filter(one -> one.side() == side)
                .map(Statement::revision)
                .findFirst()
                .orElseThrow(() -> new UsageException("the log names no commit of the " + side + " side"));
    }

    private Ends givenEnds(Path repository, GitTree opened, ProcessRunner runner)
            throws IOException, InterruptedException {
        if (good == null || bad == null) {
            throw new UsageException("both ends are needed: --good and --bad, or a log to --replay");
        }
        String without = opened.commit(good);
        String with = opened.commit(bad);
        if (without.equals(with)) {
            throw new UsageException("both ends are the same commit: " + without);
        }
        Git.makeRepository(repository);
        if (isAncestor(repository, opened, without, with, runner)) {
            return new Ends(without, with, Change.APPEARS);
        }
        if (isAncestor(repository, opened, with, without, runner)) {
            return new Ends(with, without, Change.VANISHES);
        }
        Outcome base = runner.run(opened.reading(repository, "merge-base", without, with));
        throw new UsageException("neither end comes before the other: " + good + " and " + bad
                + (base.succeeded()
                        ? "; both go back to " + base.text() + ", which may be an end"
                        : "; they have nothing in common"));
    }

    private static boolean isAncestor(Path repository, GitTree opened, String older, String newer, ProcessRunner runner)
            throws IOException, InterruptedException {
        Outcome asked = runner.run(opened.reading(repository, "merge-base", "--is-ancestor", older, newer));
        return asked.status() == 1 ? false : asked.orThrow().succeeded();
    }

    private static List<Event.Told> told(
            List<Statement> statements, CommitTerritory territory, Change change, GitTree opened)
            throws IOException, InterruptedException {
        Map<String, Integer> numbers = new HashMap<>(Map.of(territory.start().id(), Subject.START));
        IntStream.range(0, territory.suspects().size())
                .forEach(i -> numbers.put(territory.suspects().get(i).id(), i));
        List<Event.Told> told = new ArrayList<>();
        for (Statement statement : statements) {
            Integer number = numbers.get(opened.commit(statement.revision()));
            if (number != null) {
                told.add(new Event.Told(new Subject.Point(number), sight(statement.side(), change)));
            }
        }
        return told;
    }

    private static Sight sight(Side side, Change change) {
        if (side == Side.SKIPPED) {
            return new Sight(Sight.Kind.UNCLEAR, "skipped in the log");
        }
        boolean shows = (side == Side.NEWER) == (change == Change.APPEARS);
        return new Sight(shows ? Sight.Kind.SHOWN : Sight.Kind.ABSENT, "by the log");
    }
}
