// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.bisect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.bisect.CommitRange;
import org.vc4lab.bisect.Direction;
import org.vc4lab.bisect.Event;
import org.vc4lab.bisect.GitBisectLog;
import org.vc4lab.bisect.GitBisectLog.Side;
import org.vc4lab.bisect.GitBisectLog.Statement;
import org.vc4lab.bisect.Revision;
import org.vc4lab.bisect.SearchSpace;
import org.vc4lab.bisect.SearchSpace.CandidateChange;
import org.vc4lab.bisect.SeriesSearchSpace;
import org.vc4lab.bisect.TestOutcome;
import org.vc4lab.bisect.TestOutcome.TestStatus;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.lab.model.Case;
import org.vc4lab.patch.PatchFormatException;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;
import org.vc4lab.source.BorrowingRepository;
import org.vc4lab.source.GitTreeException;
import org.vc4lab.source.ReadOnlyGitRepository;
import picocli.CommandLine.Option;

/** The options that say in which commits or patches to search. */
public final class SearchSpaceOptions {
    @Option(
            names = "--series",
            paramLabel = "FILE|DIR",
            description = "An mbox or a folder of patches on the case's base, in place of --tree.")
    private @Nullable Path series;

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

    /**
     * What the options select.
     *
     * @param direction empty if the first run of the older end decides it
     */
    public record ResolvedSearchSpace(
            SearchSpace searchSpace, Optional<Direction> direction, List<Event.Imported> imported) {}

    /**
     * Resolves the options.
     *
     * @param scratchRepository a folder for a new repository, through which the user's is read
     */
    public ResolvedSearchSpace resolve(Path scratchRepository, Case ofCase, ProcessRunner runner)
            throws IOException, InterruptedException {
        if (tree().isPresent() == (series != null)) {
            throw new UsageException("either --series or --tree says what to search in");
        }
        try {
            if (series != null) {
                return new ResolvedSearchSpace(readSeries(series, ofCase, runner), Optional.empty(), List.of());
            }
            GitCommands.createRepository(scratchRepository);
            ReadOnlyGitRepository userRepository = ReadOnlyGitRepository.open(tree().orElseThrow(), runner);
            BorrowingRepository repository = new BorrowingRepository(userRepository, scratchRepository, runner);
            List<Statement> statements = log == null ? List.of() : GitBisectLog.read(Files.readAllLines(log));
            Ends ends = good == null && bad == null && log != null
                    ? endsFromLog(statements, userRepository)
                    : endsFromOptions(repository);
            userRepository.requireKernelTree(ends.older());
            CommitRange commitRange = CommitRange.of(repository, ofCase.config(), ends.older(), ends.newer());
            return new ResolvedSearchSpace(
                    commitRange,
                    Optional.of(ends.direction()),
                    importedEvents(statements, commitRange, ends.direction(), userRepository));
        } catch (GitTreeException | IllegalArgumentException | PatchFormatException invalid) {
            throw new UsageException(invalid);
        }
    }

    private static SeriesSearchSpace readSeries(Path path, Case ofCase, ProcessRunner runner)
            throws IOException, InterruptedException {
        SeriesReader reader = new SeriesReader(runner);
        Series series = reader.read(path.toAbsolutePath().normalize());
        if (series.patches().isEmpty()) {
            throw new UsageException("no patch in the series " + path);
        }
        KernelSpec baseKernel = new KernelSpec(
                new KernelSource.PatchedRelease(ofCase.kernel()),
                ofCase.config(),
                KernelResolver.baseSeries(ofCase, reader));
        return new SeriesSearchSpace(baseKernel, series);
    }

    private record Ends(String older, String newer, Direction direction) {}

    private Ends endsFromLog(List<Statement> statements, ReadOnlyGitRepository userRepository)
            throws IOException, InterruptedException {
        return new Ends(
                userRepository.resolveCommit(firstRevision(statements, Side.OLDER)),
                userRepository.resolveCommit(firstRevision(statements, Side.NEWER)),
                fix ? Direction.FIX : Direction.CAUSE);
    }

    private static String firstRevision(List<Statement> statements, Side side) {
        return statements.stream()
                .filter(statement -> statement.side() == side)
                .map(Statement::revision)
                .findFirst()
                .orElseThrow(() -> new UsageException("the log names no commit of the " + side + " side"));
    }

    private Ends endsFromOptions(BorrowingRepository repository) throws IOException, InterruptedException {
        if (good == null || bad == null) {
            throw new UsageException("both ends are needed: --good and --bad, or a log to --replay");
        }
        String goodCommit = repository.lender().resolveCommit(good);
        String badCommit = repository.lender().resolveCommit(bad);
        if (goodCommit.equals(badCommit)) {
            throw new UsageException("both ends are the same commit: " + goodCommit);
        }
        if (isAncestor(repository, goodCommit, badCommit)) {
            return new Ends(goodCommit, badCommit, Direction.CAUSE);
        }
        if (isAncestor(repository, badCommit, goodCommit)) {
            return new Ends(badCommit, goodCommit, Direction.FIX);
        }
        CommandResult mergeBase = repository.runner().run(repository.command("merge-base", goodCommit, badCommit));
        throw new UsageException("neither end comes before the other: " + good + " and " + bad
                + (mergeBase.succeeded()
                        ? "; both go back to " + mergeBase.text() + ", which may be an end"
                        : "; they have nothing in common"));
    }

    private static boolean isAncestor(BorrowingRepository repository, String older, String newer)
            throws IOException, InterruptedException {
        CommandResult ancestry =
                repository.runner().run(repository.command("merge-base", "--is-ancestor", older, newer));
        return ancestry.status() == 1 ? false : ancestry.orThrow().succeeded();
    }

    private static List<Event.Imported> importedEvents(
            List<Statement> statements,
            CommitRange commitRange,
            Direction direction,
            ReadOnlyGitRepository userRepository)
            throws IOException, InterruptedException {
        List<String> ids =
                commitRange.changes().stream().map(CandidateChange::id).toList();
        List<Event.Imported> imported = new ArrayList<>();
        for (Statement statement : statements) {
            String commit = userRepository.resolveCommit(statement.revision());
            int index = ids.indexOf(commit); // Revision.START if it is no suspect
            if (index >= 0 || commit.equals(commitRange.start().id())) {
                imported.add(new Event.Imported(new Revision.AtCommit(index), outcomeOf(statement.side(), direction)));
            }
        }
        return imported;
    }

    private static TestOutcome outcomeOf(Side side, Direction direction) {
        if (side == Side.SKIPPED) {
            return new TestOutcome(TestStatus.UNCLEAR, "skipped in the log");
        }
        boolean reproduced = (side == Side.NEWER) == (direction == Direction.CAUSE);
        return new TestOutcome(reproduced ? TestStatus.REPRODUCED : TestStatus.NOT_REPRODUCED, "by the log");
    }
}
