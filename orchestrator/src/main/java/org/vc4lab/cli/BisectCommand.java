// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vc4lab.bisect.Bisection;
import org.vc4lab.bisect.BisectionResult;
import org.vc4lab.bisect.CommitMail;
import org.vc4lab.bisect.CommitRange;
import org.vc4lab.bisect.Direction;
import org.vc4lab.bisect.Event;
import org.vc4lab.bisect.GitBisectLog.Terms;
import org.vc4lab.bisect.Journal;
import org.vc4lab.bisect.JournalingTester;
import org.vc4lab.bisect.LabRevisionTester;
import org.vc4lab.bisect.LabRevisionTester.TestSetup;
import org.vc4lab.bisect.Revision;
import org.vc4lab.bisect.Search;
import org.vc4lab.bisect.SearchSettings;
import org.vc4lab.bisect.SeriesSearchSpace;
import org.vc4lab.build.kernel.KernelSource;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.LauncherOptions.LabSession;
import org.vc4lab.cli.ReplyOptions.ReplyDraft;
import org.vc4lab.cli.ReplyOptions.ReplySubject;
import org.vc4lab.cli.bisect.BisectPrinter;
import org.vc4lab.cli.bisect.SearchOptions;
import org.vc4lab.cli.bisect.SearchOptions.ResolvedSearchSpace;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TempDirectory;
import org.vc4lab.report.ReplyContent.TestedSeries;
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
    private ReproductionOptions reproduction;

    @Mixin
    private SearchOptions searchOptions;

    @Option(names = "--term-old", paramLabel = "TERM", description = "What git's log calls the older side.")
    private @Nullable String termOld;

    @Option(names = "--term-new", paramLabel = "TERM", description = "What git's log calls the newer side.")
    private @Nullable String termNew;

    @Mixin
    private final NotesOption notesOption = new NotesOption();

    @Mixin
    private final ReplyOptions replyOptions = new ReplyOptions();

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

    @Override
    public Integer call() throws IOException, InterruptedException {
        int parallelism = jobs.parallelism();
        ProcessRunner runner = new ProcessRunner();
        TestSetup testSetup = reproduction.testSetup(context().home());
        SearchSettings settings = searchOptions.settings(reproduction.isFreeRunning());
        boolean wantsReply = replyOptions.isGiven();
        if (notesOption.isGiven() && searchOptions.tree().isEmpty()) {
            throw new UsageException("--notes takes commits of a tree: --tree");
        }
        Optional<ReplyDraft> reply;
        try (TempDirectory scratch = TempDirectory.create("vc4lab-bisect")) {
            // resolved before the store is opened, so that invalid usage leaves nothing there
            ResolvedSearchSpace resolved =
                    searchOptions.resolve(scratch.path(), testSetup.ofCase(), runner, note -> {});
            reply = resolved.searchSpace() instanceof SeriesSearchSpace patches
                    ? replyOptions.open(context(), testSetup.ofCase().name(), () -> findSubject(patches))
                    : Optional.empty();
        }
        Progress progress = progress();
        if (searchOptions.tree().isPresent()) {
            KernelCheckout.warnAboutUncommittedChanges(searchOptions.tree().get(), runner, progress);
        }
        try (LabSession labSession = reproduction.openLab(context(), testSetup, runner, progress)) {
            ResolvedSearchSpace resolved = searchOptions.resolve(
                    labSession.buildService().store().createTempFolder(), testSetup.ofCase(), runner, progress::note);
            LabRevisionTester tester = reproduction.tester(labSession, resolved.searchSpace(), testSetup);
            String identity = tester.identity(settings, resolved.imported());
            try (Journal journal = openJournal(identity)) {
                journal.startOrResume(new Event.Started(identity), resolved.imported());
                JournalingTester journalingTester = new JournalingTester(tester, journal, System::nanoTime);
                Direction direction = resolved.direction().isPresent()
                        ? resolved.direction().get()
                        : journalingTester.detectDirection();
                Search search = new Search(resolved.searchSpace().commitGraph(), direction, settings);
                BisectPrinter printer = new BisectPrinter(
                        resolved.searchSpace(), testSetup.classifier().target(), search, terms(direction), journal);
                Consumer<Event> listener = event -> printer.report(event, progress);
                Bisection bisection =
                        new Bisection(resolved.searchSpace(), search, journalingTester, parallelism, listener);
                BisectionResult result = bisection.run();
                int status = print(result, printer);
                if (reply.isPresent()) {
                    reply.get().write(printer.reply(result, reply.get().testedSeries()));
                } else if (resolved.searchSpace() instanceof CommitRange commits) {
                    if (result instanceof BisectionResult.ChangeFound changeFound) {
                        publish(
                                commits,
                                changeFound,
                                printer,
                                testSetup.ofCase().name());
                    } else if (wantsReply || notesOption.isGiven()) {
                        progress.note("no reply and no note is written, as no commit was found");
                    }
                }
                return status;
            }
        }
    }

    private static ReplySubject findSubject(SeriesSearchSpace patches) {
        KernelSpec newest = patches.kernelSpec(
                new Revision.AtCommit(patches.series().patches().size() - 1));
        return ReplySubject.of(patches.series(), newest);
    }

    /** Writes the reply and the note about a commit that was found. */
    private void publish(
            CommitRange commits, BisectionResult.ChangeFound changeFound, BisectPrinter printer, String caseName)
            throws IOException, InterruptedException {
        KernelSpec kernel = commits.kernelSpec(new Revision.AtCommit(changeFound.change()));
        KernelSource.GitRevision commit = (KernelSource.GitRevision) kernel.source();
        Optional<ReplyDraft> draft = replyOptions.open(
                context(),
                caseName,
                () -> new ReplySubject(
                        CommitMail.of(commits.repository(), commit.commit()),
                        kernel,
                        ends(commits, printer.search().direction())));
        if (draft.isPresent()) {
            draft.get().write(printer.reply(changeFound, draft.get().testedSeries()));
        }
        if (notesOption.isGiven()) {
            TestedSeries tested = new TestedSeries(kernel, caseName, version(), "");
            NotesOption.write(
                    caseName + "-bisect",
                    commit,
                    printer.reply(changeFound, tested),
                    commits.repository().runner());
        }
    }

    /** The commits that the ends of the search are, whatever their names are tomorrow. */
    private static Map<String, String> ends(CommitRange commits, Direction direction) {
        String older = commits.start().id();
        String newer = commits.changes().get(commits.commitGraph().tip()).id();
        return direction == Direction.CAUSE
                ? Map.of("--good", older, "--bad", newer)
                : Map.of("--good", newer, "--bad", older);
    }

    private Journal openJournal(String identity) throws IOException {
        Path journalFolder = folder != null
                ? folder.toAbsolutePath().normalize()
                : context().runs().resolve("bisect-" + identity.substring(0, ID_LENGTH));
        if (fresh) {
            Journal.delete(journalFolder);
        }
        return Journal.open(journalFolder);
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

    private int print(BisectionResult result, BisectPrinter printer) throws IOException {
        if (format == BisectFormat.json) {
            printer.printJson(result, out());
        } else {
            printer.print(result, out());
        }
        if (result instanceof BisectionResult.ChangeFound) {
            return ExitCode.GOOD;
        }
        if (result instanceof BisectionResult.EndsSwapped) {
            return ExitCode.USAGE;
        }
        return result instanceof BisectionResult.Inconclusive ? ExitCode.SKIP : ExitCode.BAD;
    }
}
