// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.bisect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vc4lab.bisect.CommitRange;
import org.vc4lab.bisect.Direction;
import org.vc4lab.bisect.Event;
import org.vc4lab.bisect.GitBisectLog;
import org.vc4lab.bisect.GitBisectLog.Side;
import org.vc4lab.bisect.GitBisectLog.Statement;
import org.vc4lab.bisect.SearchSettings;
import org.vc4lab.bisect.SearchSettings.ReproductionRate;
import org.vc4lab.bisect.SearchSpace;
import org.vc4lab.bisect.SeriesSearchSpace;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.model.Case;
import org.vc4lab.patch.PatchFormatException;
import org.vc4lab.patch.SeriesReader;
import org.vc4lab.source.ReadOnlyGitRepository;
import org.vc4lab.source.ReadOnlyGitRepository.BorrowingRepository;
import org.vc4lab.source.ReadOnlyGitRepository.GitTreeException;
import picocli.CommandLine.Option;

/** The options of a search: in which commits or patches, and how certain its result must be. */
public final class SearchOptions {
    /** The exit status of git merge-base. */
    private static final int NO_COMMON_ANCESTOR = 1;

    private static final int PERCENT = 100;
    private static final int DEFAULT_MAX_RUNS = 60;

    @Option(
            names = "--series",
            paramLabel = "FILE|DIR",
            description = "An mbox or a folder of patches on the case's base, in place of --tree.")
    private @Nullable Path series;

    @Option(names = "--tree", paramLabel = "DIR", description = "A git tree of the kernel; only --notes writes to it.")
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

    @Option(
            names = "--shows-in",
            paramLabel = "PERCENT",
            description = "In how many of a hundred runs a kernel with the report shows it (default: estimated).")
    private @Nullable Double showsIn;

    @Option(names = "--repeat", paramLabel = "N", description = "Runs of one kernel, at most (default: 60).")
    private @Nullable Integer repeat;

    @Option(
            names = "--confidence",
            paramLabel = "PERCENT",
            defaultValue = "99",
            description = "How likely the answer has to be right (default: ${DEFAULT-VALUE}).")
    private double confidence;

    /**
     * The settings of the search.
     *
     * @param freeRunning whether two runs of a kernel can differ
     */
    public SearchSettings settings(boolean freeRunning) {
        if (!freeRunning && (showsIn != null || repeat != null)) {
            throw new UsageException("without --free-running a run of a kernel is the same each time: "
                    + (repeat != null ? "--repeat" : "--shows-in") + " makes no sense");
        }
        int defaultRuns = freeRunning ? DEFAULT_MAX_RUNS : 1;
        try {
            ReproductionRate estimated =
                    showsIn == null ? ReproductionRate.UNKNOWN : ReproductionRate.fixed(showsIn / PERCENT);
            return new SearchSettings(
                    freeRunning ? estimated : ReproductionRate.CERTAIN,
                    confidence / PERCENT,
                    repeat == null ? defaultRuns : repeat,
                    SearchSettings.deterministic().setUpCost());
        } catch (IllegalArgumentException invalid) {
            throw new UsageException("--shows-in, --repeat or --confidence: " + invalid.getMessage());
        }
    }

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
     * @param onNote receives what the user has to know of how the series was read
     */
    public ResolvedSearchSpace resolve(
            Path scratchRepository, Case ofCase, ProcessRunner runner, Consumer<String> onNote)
            throws IOException, InterruptedException {
        if (tree().isPresent() == (series != null)) {
            throw new UsageException("either --series or --tree says what to search in");
        }
        try {
            if (series != null) {
                SearchSpace patches = SeriesSearchSpace.read(series, ofCase, new SeriesReader(runner, onNote));
                return new ResolvedSearchSpace(patches, Optional.empty(), List.of());
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
                    GitBisectLog.outcomes(statements, commitRange, ends.direction()));
        } catch (GitTreeException | IllegalArgumentException | PatchFormatException invalid) {
            throw new UsageException(invalid);
        }
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
        String noRange = "neither end comes before the other: " + good + " and " + bad;
        if (goodCommit.equals(badCommit)) {
            throw new UsageException("both ends are the same commit: " + goodCommit);
        }
        CommandResult mergeBase = repository.runner().run(repository.command("merge-base", goodCommit, badCommit));
        if (mergeBase.status() == NO_COMMON_ANCESTOR) {
            throw new UsageException(noRange + "; they have nothing in common");
        }
        String ancestor = mergeBase.orThrow().text();
        if (ancestor.endsWith(goodCommit)) {
            return new Ends(goodCommit, badCommit, Direction.CAUSE);
        }
        if (ancestor.endsWith(badCommit)) {
            return new Ends(badCommit, goodCommit, Direction.FIX);
        }
        throw new UsageException(noRange + "; both go back to " + ancestor + ", which may be an end");
    }
}
