// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.bisect;

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
import org.vc4lab.bisect.CommitRange;
import org.vc4lab.bisect.Direction;
import org.vc4lab.bisect.Event;
import org.vc4lab.bisect.GitBisectLog;
import org.vc4lab.bisect.GitBisectLog.Side;
import org.vc4lab.bisect.GitBisectLog.Statement;
import org.vc4lab.bisect.Revision;
import org.vc4lab.bisect.TestOutcome;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.GitTreeException;
import org.vc4lab.source.ReadOnlyGitRepository;
import picocli.CommandLine.Option;

/** The options that select the commits of a git tree between which to search. */
public final class BisectRangeOptions {
    @Option(names = "--tree", paramLabel = "DIR", description = "A git tree of the kernel; it is never written to.")
    private @Nullable Path tree;

    @Option(
            names = "--good",
            paramLabel = "REV",
            description = {
                "A revision without the report. If it comes before --bad, bisect searches for the culprit,",
                "if it comes after it, for the fix."
            })
    private @Nullable String good;

    @Option(names = "--bad", paramLabel = "REV", description = "A revision with the report.")
    private @Nullable String bad;

    @Option(
            names = "--replay",
            paramLabel = "LOG",
            description = {
                "Import the results in the output of 'git bisect log'. It also gives the ends, unless --good and",
                "--bad do."
            })
    private @Nullable Path log;

    @Option(
            names = "--fix",
            description = "The newer side of the log is the one without the report: search for the fix.")
    private boolean fix;

    public Optional<Path> tree() {
        if (tree == null && (good != null || bad != null || log != null)) {
            throw new UsageException("--good, --bad and --replay belong to --tree, which is not given");
        }
        return Optional.ofNullable(tree);
    }

    /** The range that the options select. */
    public record ResolvedRange(CommitRange commitRange, Direction direction, List<Event.Imported> imported) {}

    /**
     * Resolves the two ends of the range.
     *
     * @param scratchRepository a folder for a new repository, through which the user's is read
     */
    public ResolvedRange resolve(Path scratchRepository, String config, ProcessRunner runner)
            throws IOException, InterruptedException {
        try {
            ReadOnlyGitRepository userRepository = ReadOnlyGitRepository.open(tree().orElseThrow(), runner);
            List<Statement> statements = log == null ? List.of() : GitBisectLog.read(Files.readAllLines(log));
            Ends ends = good == null && bad == null && log != null
                    ? endsFromLog(statements, userRepository)
                    : endsFromOptions(scratchRepository, userRepository, runner);
            userRepository.requireKernelTree(ends.older());
            CommitRange commitRange =
                    CommitRange.of(userRepository, scratchRepository, runner, config, ends.older(), ends.newer());
            return new ResolvedRange(
                    commitRange,
                    ends.direction(),
                    importedEvents(statements, commitRange, ends.direction(), userRepository));
        } catch (GitTreeException | IllegalArgumentException invalid) {
            throw new UsageException(invalid);
        }
    }

    private record Ends(String older, String newer, Direction direction) {}

    private Ends endsFromLog(List<Statement> statements, ReadOnlyGitRepository userRepository)
            throws IOException, InterruptedException {
        String older = firstRevision(statements, Side.OLDER);
        String newer = firstRevision(statements, Side.NEWER);
        return new Ends(
                userRepository.resolveCommit(older),
                userRepository.resolveCommit(newer),
                fix ? Direction.FIX : Direction.CAUSE);
    }

    private static String firstRevision(List<Statement> statements, Side side) {
        return statements.stream()
                .filter(statement -> statement.side() == side)
                .map(Statement::revision)
                .findFirst()
                .orElseThrow(() -> new UsageException("the log names no commit of the " + side + " side"));
    }

    private Ends endsFromOptions(Path scratchRepository, ReadOnlyGitRepository userRepository, ProcessRunner runner)
            throws IOException, InterruptedException {
        if (good == null || bad == null) {
            throw new UsageException("both ends are needed: --good and --bad, or a log to --replay");
        }
        String goodCommit = userRepository.resolveCommit(good);
        String badCommit = userRepository.resolveCommit(bad);
        if (goodCommit.equals(badCommit)) {
            throw new UsageException("both ends are the same commit: " + goodCommit);
        }
        GitCommands.createRepository(scratchRepository);
        if (isAncestor(scratchRepository, userRepository, goodCommit, badCommit, runner)) {
            return new Ends(goodCommit, badCommit, Direction.CAUSE);
        }
        if (isAncestor(scratchRepository, userRepository, badCommit, goodCommit, runner)) {
            return new Ends(badCommit, goodCommit, Direction.FIX);
        }
        CommandResult mergeBase =
                runner.run(userRepository.commandIn(scratchRepository, "merge-base", goodCommit, badCommit));
        throw new UsageException("neither end comes before the other: " + good + " and " + bad
                + (mergeBase.succeeded()
                        ? "; both go back to " + mergeBase.text() + ", which may be an end"
                        : "; they have nothing in common"));
    }

    private static boolean isAncestor(
            Path scratchRepository,
            ReadOnlyGitRepository userRepository,
            String older,
            String newer,
            ProcessRunner runner)
            throws IOException, InterruptedException {
        CommandResult ancestry =
                runner.run(userRepository.commandIn(scratchRepository, "merge-base", "--is-ancestor", older, newer));
        return ancestry.status() == 1 ? false : ancestry.orThrow().succeeded();
    }

    private static List<Event.Imported> importedEvents(
            List<Statement> statements,
            CommitRange commitRange,
            Direction direction,
            ReadOnlyGitRepository userRepository)
            throws IOException, InterruptedException {
        Map<String, Integer> indexById =
                new HashMap<>(Map.of(commitRange.start().id(), Revision.START));
        IntStream.range(0, commitRange.changes().size())
                .forEach(i -> indexById.put(commitRange.changes().get(i).id(), i));
        List<Event.Imported> imported = new ArrayList<>();
        for (Statement statement : statements) {
            Integer index = indexById.get(userRepository.resolveCommit(statement.revision()));
            if (index != null) {
                imported.add(new Event.Imported(new Revision.AtCommit(index), outcomeOf(statement.side(), direction)));
            }
        }
        return imported;
    }

    private static TestOutcome outcomeOf(Side side, Direction direction) {
        if (side == Side.SKIPPED) {
            return new TestOutcome(TestOutcome.TestStatus.UNCLEAR, "skipped in the log");
        }
        boolean reproduced = (side == Side.NEWER) == (direction == Direction.CAUSE);
        return new TestOutcome(
                reproduced ? TestOutcome.TestStatus.REPRODUCED : TestOutcome.TestStatus.NOT_REPRODUCED, "by the log");
    }
}
