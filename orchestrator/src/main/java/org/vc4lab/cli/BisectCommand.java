// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.bisect.Bisection;
import org.vc4lab.bisect.BisectionResult;
import org.vc4lab.bisect.Direction;
import org.vc4lab.bisect.DirectionDetector;
import org.vc4lab.bisect.Event;
import org.vc4lab.bisect.GitBisectLog.Terms;
import org.vc4lab.bisect.Journal;
import org.vc4lab.bisect.LabRevisionTester;
import org.vc4lab.bisect.Search;
import org.vc4lab.bisect.SearchSettings;
import org.vc4lab.bisect.SearchSpace;
import org.vc4lab.bisect.SeriesSearchSpace;
import org.vc4lab.bisect.TestOutcomeClassifier;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.bisect.BisectPrinter;
import org.vc4lab.cli.bisect.BisectRangeOptions;
import org.vc4lab.cli.bisect.FlakinessOptions;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TempDirectory;
import org.vc4lab.lab.KernelResolver;
import org.vc4lab.patch.PatchFormatException;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds the commit or patch at which a report appears, or vanishes. */
@Command(
        name = "bisect",
        description = {
            "Finds the commit or patch at which a report appears, or vanishes.",
            "The ends are tested first, and the answer is checked: itself, its parents, and the newer end without it.",
            "The same command again resumes an interrupted search."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the commit or patch was found",
            "1:nothing changes between the ends",
            "125:inconclusive; the likeliest are listed",
            "128:wrong usage, or the ends are swapped",
            "129:the lab itself failed"
        })
final class BisectCommand extends LabCommand {
    private enum BisectFormat {
        text("text"),
        json("json");

        private final String typed;

        BisectFormat(String typed) {
            this.typed = typed;
        }

        /** As users type it. */
        @Override
        public String toString() {
            return typed;
        }
    }

    private static final int ID_LENGTH = 12;

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Mixin
    private ReproductionOptions reproduction;

    @Mixin
    private FlakinessOptions flakiness;

    @Mixin
    private BisectRangeOptions range;

    @Option(
            names = "--series",
            paramLabel = "FILE|DIR",
            description = "An mbox or a folder of patches on the case's base, in place of --tree.")
    private @Nullable Path series;

    @Option(names = "--term-old", paramLabel = "TERM", description = "What git's log calls the older side.")
    private @Nullable String termOld;

    @Option(names = "--term-new", paramLabel = "TERM", description = "What git's log calls the newer side.")
    private @Nullable String termNew;

    @Mixin
    private final JobsOptions jobs = new JobsOptions();

    @Option(names = "--folder", paramLabel = "DIR", description = "Where the journal and the evidence go.")
    private @Nullable Path folder;

    @Option(
            names = "--fresh",
            description = "Start over, and ignore the journal of an earlier run of the same command.")
    private boolean fresh;

    @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private BisectFormat format = BisectFormat.text;

    BisectCommand(CliContext context) {
        super(context);
    }

    /**
     * A search that the options describe.
     *
     * @param direction empty if the first run of the older end decides it
     */
    private record BisectTask(
            LabRevisionTester.TestSetup testSetup,
            TestOutcomeClassifier classifier,
            SearchSettings settings,
            SearchSpace searchSpace,
            Optional<Direction> direction,
            List<Event.Imported> imported) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        int parallelism = jobs.parallelism();
        ProcessRunner runner = new ProcessRunner();
        validateOptions(runner);
        Progress progress = progress();
        if (range.tree().isPresent()) {
            KernelCheckout.warnAboutUncommittedChanges(range.tree().get(), runner, progress);
        }
        String config = reproduction.testSetup(context.home()).ofCase().config();
        try (LauncherOptions.LabSession labSession = launcher.open(context, List.of(config), runner, progress)) {
            BisectTask task = resolveTask(labSession.buildService().store().createTempFolder(), runner);
            LabRevisionTester tester = new LabRevisionTester(
                    labSession.buildService(),
                    labSession.trialRunner(reproduction.clockMode()),
                    task.searchSpace(),
                    task.testSetup(),
                    task.classifier());
            return bisect(task, tester, parallelism, progress);
        }
    }

    /** Resolves everything before the store is opened, so that invalid usage leaves nothing there. */
    private void validateOptions(ProcessRunner runner) throws IOException, InterruptedException {
        try (TempDirectory scratch = TempDirectory.create("vc4lab-bisect")) {
            resolveTask(scratch.path(), runner);
        }
    }

    private BisectTask resolveTask(Path scratch, ProcessRunner runner) throws IOException, InterruptedException {
        LabRevisionTester.TestSetup testSetup = reproduction.testSetup(context.home());
        TestOutcomeClassifier classifier = reproduction.classifier(testSetup.ofCase());
        SearchSettings settings = flakiness.searchSettings(reproduction.isFreeRunning());
        if (range.tree().isPresent() == (series != null)) {
            throw new UsageException("either --series or --tree says what to search in");
        }
        if (series == null) {
            BisectRangeOptions.ResolvedRange resolved =
                    range.resolve(scratch, testSetup.ofCase().config(), runner);
            return new BisectTask(
                    testSetup,
                    classifier,
                    settings,
                    resolved.commitRange(),
                    Optional.of(resolved.direction()),
                    resolved.imported());
        }
        SeriesReader reader = new SeriesReader(runner);
        KernelSpec baseKernel = new KernelSpec(
                new KernelSource.PatchedRelease(testSetup.ofCase().kernel()),
                testSetup.ofCase().config(),
                KernelResolver.baseSeries(testSetup.ofCase(), reader));
        SearchSpace searchSpace = new SeriesSearchSpace(baseKernel, readSeries(reader, series));
        return new BisectTask(testSetup, classifier, settings, searchSpace, Optional.empty(), List.of());
    }

    private static Series readSeries(SeriesReader reader, Path path) throws IOException, InterruptedException {
        try {
            Series series = reader.read(path.toAbsolutePath().normalize());
            if (series.patches().isEmpty()) {
                throw new UsageException("no patch in the series " + path);
            }
            return series;
        } catch (PatchFormatException invalid) {
            throw new UsageException(invalid);
        }
    }

    private int bisect(BisectTask task, LabRevisionTester tester, int parallelism, Progress progress)
            throws IOException, InterruptedException {
        String identity = tester.identity(task.settings(), task.imported());
        Path journalFolder = folder != null
                ? folder.toAbsolutePath().normalize()
                : context.runs().resolve("bisect-" + identity.substring(0, ID_LENGTH));
        if (fresh) {
            Journal.delete(journalFolder);
        }
        try (Journal journal = Journal.open(journalFolder)) {
            journal.startOrResume(new Event.Started(identity), task.imported());
            Direction direction = task.direction().isPresent()
                    ? task.direction().get()
                    : DirectionDetector.detect(tester, journal, System::nanoTime);
            Search search = new Search(task.searchSpace().commitGraph(), direction, task.settings());
            BisectPrinter printer = new BisectPrinter(
                    task.searchSpace(), task.classifier().target(), direction, terms(direction), journalFolder, search);
            BisectionResult result = new Bisection(
                            search,
                            tester,
                            journal,
                            parallelism,
                            event -> printer.report(event, progress),
                            System::nanoTime)
                    .run();
            if (format == BisectFormat.json) {
                printer.printJson(result, out());
            } else {
                printer.print(result, out());
            }
            return exitCode(result);
        }
    }

    private Terms terms(Direction direction) {
        Terms defaults = direction == Direction.CAUSE ? Terms.DEFAULT : new Terms("broken", "fixed");
        Terms terms =
                new Terms(termOld == null ? defaults.older() : termOld, termNew == null ? defaults.newer() : termNew);
        if (terms.older().equals(terms.newer())) {
            throw new UsageException("both sides have the same term: " + terms.older());
        }
        return terms;
    }

    private static int exitCode(BisectionResult result) {
        if (result instanceof BisectionResult.ChangeFound) {
            return ExitCode.GOOD;
        }
        if (result instanceof BisectionResult.EndsSwapped) {
            return ExitCode.USAGE;
        }
        return result instanceof BisectionResult.Inconclusive ? ExitCode.SKIP : ExitCode.BAD;
    }
}
