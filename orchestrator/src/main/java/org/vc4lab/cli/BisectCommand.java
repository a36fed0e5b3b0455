// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vc4lab.bisect.Answer;
import org.vc4lab.bisect.Bisection;
import org.vc4lab.bisect.Change;
import org.vc4lab.bisect.Event;
import org.vc4lab.bisect.FirstLook;
import org.vc4lab.bisect.GitBisectLog.Terms;
import org.vc4lab.bisect.Journal;
import org.vc4lab.bisect.LabProbe;
import org.vc4lab.bisect.Search;
import org.vc4lab.bisect.SeriesTerritory;
import org.vc4lab.bisect.Settings;
import org.vc4lab.bisect.SightRules;
import org.vc4lab.bisect.Territory;
import org.vc4lab.build.KernelSource;
import org.vc4lab.build.KernelSpec;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Store;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TemporaryFolder;
import org.vc4lab.lab.Ground;
import org.vc4lab.patch.PatchFormatException;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds the commit or patch at which a report appears, or vanishes. */
@Command(
        name = "bisect",
        description = {
            "Finds the commit or patch at which a report appears, or vanishes.",
            "The ends are tried first, and the answer is checked: itself, its parents, and the newer end without it.",
            "The same command again goes on where it was interrupted."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it was found",
            "1:nothing changes between the ends",
            "125:inconclusive; what is known is told",
            "128:wrong usage, or the ends are swapped",
            "129:the lab itself failed"
        })
final class BisectCommand implements Callable<Integer> {
    private enum Format {
        text("text"),
        json("json");

        private final String typed;

        Format(String typed) {
            this.typed = typed;
        }

        /** As users type it. */
        @Override
        public String toString() {
            return typed;
        }
    }

    private static final int ID_LENGTH = 12;

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Mixin
    private SearchOptions search;

    @Mixin
    private NoiseOptions noise;

    @Mixin
    private BisectRange range;

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

    @Option(names = "--fresh", description = "Begin anew, whatever an earlier run of the same command found out.")
    private boolean fresh;

    @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    BisectCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * What is to be done.
     *
     * @param change empty where the older end's first run will tell
     */
    private record Task(
            LabProbe.Stage stage,
            SightRules rules,
            Settings settings,
            Territory territory,
            Optional<Change> change,
            List<Event.Told> told) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        int sideBySide = jobs.sideBySide();
        ProcessRunner runner = new ProcessRunner();
        refuseWhatCannotBeMeant(runner);
        Progress progress = surroundings.progress(spec.commandLine().getErr());
        if (range.tree().isPresent()) {
            UserTree.tellOfUncommitted(range.tree().get(), runner, progress);
        }
        String config = search.stage(surroundings.home()).ofCase().config();
        try (LauncherOptions.Lab lab = launcher.open(surroundings, List.of(config), runner, progress)) {
            Task task = task(lab.workshop().temporary(), runner);
            LabProbe probe = new LabProbe(
                    lab.workshop(), lab.trials(search.runProfile()), task.territory(), task.stage(), task.rules());
            return bisect(task, probe, sideBySide, progress);
        }
    }

    /** Looks at all that was given before the store is opened, so that wrong usage leaves nothing there. */
    private void refuseWhatCannotBeMeant(ProcessRunner runner) throws IOException, InterruptedException {
        try (TemporaryFolder scratch = TemporaryFolder.of("vc4lab-bisect")) {
            task(scratch.path(), runner);
        }
    }

    private Task task(Path scratch, ProcessRunner runner) throws IOException, InterruptedException {
        LabProbe.Stage stage = search.stage(surroundings.home());
        SightRules rules = search.rules(stage.ofCase());
        Settings settings = noise.settings(search.freeRunning());
        if (range.tree().isPresent() == (series != null)) {
            throw new UsageException("either --series or --tree says what to search in");
        }
        if (series == null) {
            BisectRange.Chosen chosen = range.choose(scratch, stage.ofCase().config(), runner);
            return new Task(stage, rules, settings, chosen.territory(), Optional.of(chosen.change()), chosen.told());
        }
        SeriesReader reader = new SeriesReader(runner);
        KernelSpec below = new KernelSpec(
                new KernelSource.Release(stage.ofCase().kernel()),
                stage.ofCase().config(),
                Ground.below(stage.ofCase(), reader));
        Territory territory = new SeriesTerritory(below, chosenSeries(reader, series));
        return new Task(stage, rules, settings, territory, Optional.empty(), List.of());
    }

    private static Series chosenSeries(SeriesReader reader, Path path) throws IOException, InterruptedException {
        try {
            Series read = reader.read(path.toAbsolutePath().normalize());
            if (read.patches().isEmpty()) {
                throw new UsageException("no patch in the series " + path);
            }
            return read;
        } catch (PatchFormatException none) {
            throw new UsageException(none);
        }
    }

    private int bisect(Task task, LabProbe probe, int sideBySide, Progress progress)
            throws IOException, InterruptedException {
        String identity = probe.identity(task.settings(), task.told());
        Path place = folder != null
                ? folder.toAbsolutePath().normalize()
                : Store.location(surroundings.environment())
                        .resolve("runs")
                        .resolve("bisect-" + identity.substring(0, ID_LENGTH));
        if (fresh) {
            Journal.delete(place);
        }
        try (Journal journal = Journal.open(place)) {
            journal.begin(new Event.Begun(identity), task.told());
            Change change = task.change().isPresent()
                    ? task.change().get()
                    : FirstLook.change(probe, journal, System::nanoTime);
            Search searching = new Search(task.territory().lineage(), change, task.settings());
            BisectPrinter printer =
                    new BisectPrinter(task.territory(), task.rules().wanted(), change, terms(change), place, searching);
            Answer answer = new Bisection(
                            searching,
                            probe,
                            journal,
                            sideBySide,
                            event -> printer.tell(event, progress),
                            System::nanoTime)
                    .run();
            if (format == Format.json) {
                printer.json(answer, spec.commandLine().getOut());
            } else {
                printer.print(answer, spec.commandLine().getOut());
            }
            return status(answer);
        }
    }

    private Terms terms(Change change) {
        Terms plain = change == Change.APPEARS ? Terms.DEFAULT : new Terms("broken", "fixed");
        Terms terms = new Terms(termOld == null ? plain.older() : termOld, termNew == null ? plain.newer() : termNew);
        if (terms.older().equals(terms.newer())) {
            throw new UsageException("both sides have the same term: " + terms.older());
        }
        return terms;
    }

    private static int status(Answer answer) {
        if (answer instanceof Answer.Found) {
            return ExitCode.GOOD;
        }
        if (answer instanceof Answer.Swapped) {
            return ExitCode.USAGE;
        }
        return answer instanceof Answer.Inconclusive ? ExitCode.CANNOT_TELL : ExitCode.BAD;
    }
}
