// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.bisect;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vc4lab.bisect.BisectDocument;
import org.vc4lab.bisect.BisectionResult;
import org.vc4lab.bisect.BuildOutcome;
import org.vc4lab.bisect.Direction;
import org.vc4lab.bisect.Event;
import org.vc4lab.bisect.GitBisectLog;
import org.vc4lab.bisect.GitBisectLog.Terms;
import org.vc4lab.bisect.Journal;
import org.vc4lab.bisect.Revision;
import org.vc4lab.bisect.Search;
import org.vc4lab.bisect.SearchSpace;
import org.vc4lab.bisect.SearchSpace.CandidateChange;
import org.vc4lab.bisect.TestOutcome;
import org.vc4lab.bisect.TestOutcomeClassifier.TargetReport;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.report.ReplyContent;
import org.vc4lab.report.ReplyContent.TestedSeries;

/** Prints the progress and the result of a bisection, and keeps its log for git. */
public record BisectPrinter(
        SearchSpace searchSpace, TargetReport targetReport, Search search, Terms terms, Journal journal) {
    private static final double CERTAINTY_THRESHOLD = 0.99999;

    public void report(Event event, Progress progress) {
        writeLog();
        if (event instanceof Event.KernelBuilt built
                && built.outcome() instanceof BuildOutcome.Unbuildable unbuildable) {
            progress.note(describeRevision(built.revision()) + " "
                    + unbuildable.reason().lines().findFirst().orElse(""));
        } else if (event instanceof Event.Tested tested) {
            progress.note(String.format(
                    Locale.ROOT,
                    "%s %s (%.1f s); %d left",
                    describeRevision(tested.revision()),
                    describeOutcome(tested.outcome()),
                    tested.millis() / 1000.0,
                    search.remainingChanges()));
        } else if (event instanceof Event.NoOp noOp && !noOp.changes().isEmpty()) {
            progress.note(noOp.changes().size() + " of " + searchSpace.changes().size()
                    + " commits leave the kernel as it is");
        } else if (event instanceof Event.TraceRanked traceRanked) {
            report(traceRanked, progress);
        }
    }

    private void report(Event.TraceRanked traceRanked, Progress progress) {
        Set<Integer> noOps = journal.events(Event.NoOp.class).stream()
                .flatMap(noOp -> noOp.changes().stream())
                .collect(Collectors.toSet());
        long rankedCount = traceRanked.changesByFunction().stream()
                .flatMap(List::stream)
                .distinct()
                .filter(change -> !noOps.contains(change))
                .count();
        if (rankedCount > 0) {
            progress.note(rankedCount + " of " + searchSpace.changes().size()
                    + " commits change files that the report's call trace names: they are likelier");
        }
    }

    private String describeOutcome(TestOutcome outcome) {
        return switch (outcome.status()) {
            case REPRODUCED -> "shows " + outcome.detail();
            case NOT_REPRODUCED -> "does not show " + targetReport;
            case OTHER_REPORT -> "shows another report: " + outcome.detail();
            case NO_BOOT, UNCLEAR -> "is inconclusive: " + outcome.detail();
        };
    }

    private String describeRevision(Revision revision) {
        CandidateChange change = searchSpace.changeOf(revision);
        return revision instanceof Revision.AtCommit
                ? change.shortId() + " (" + change.title() + ")"
                : "the newer end without " + change.shortId();
    }

    private void writeLog() {
        List<String> lines = new GitBisectLog(searchSpace, search.direction(), terms)
                .write(journal.events(), search::isSettledAbsent);
        try {
            AtomicFiles.write(journal.folder().resolve("git-bisect.log"), lines);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public void printJson(BisectionResult result, PrintWriter out) throws IOException {
        document(result).write(out);
    }

    /** The answer and the tests, without the folders of this machine. */
    public ReplyContent reply(BisectionResult result, TestedSeries testedSeries) {
        StringWriter text = new StringWriter();
        printAnswer(result, new PrintWriter(text, true));
        List<String> tests = document(result).tests().stream()
                .map(test -> (test.reverted() ? "the newer end without " : "") + test.commit() + ": " + test.status()
                        + ", " + test.detail())
                .toList();
        Optional<CandidateChange> foundChange = result instanceof BisectionResult.ChangeFound changeFound
                ? Optional.of(searchSpace.changes().get(changeFound.change()))
                : Optional.empty();
        boolean isCause = search.direction() == Direction.CAUSE;
        String verb = isCause ? " brings in " : " removes ";
        return testedSeries.bisected(
                foundChange
                        .map(change -> (change.isCommit() ? "a commit" : "a patch") + verb + targetReport)
                        .orElse("see below"),
                text.toString().lines().toList(),
                foundChange.isPresent() && isCause,
                foundChange
                        .filter(CandidateChange::isCommit)
                        .map(change -> change.shortId() + " (\"" + change.title() + "\")"),
                tests);
    }

    private BisectDocument document(BisectionResult result) {
        return BisectDocument.of(
                searchSpace, targetReport, search.direction(), result, journal.events(), journal.folder());
    }

    public void print(BisectionResult result, PrintWriter out) {
        printAnswer(result, out);
        out.println(journal.events(Event.KernelBuilt.class).size() + " kernels made, "
                + journal.events(Event.Tested.class).size() + " boots, for "
                + searchSpace.changes().size() + " suspects");
        out.println("Journal, evidence and git-bisect.log: " + journal.folder());
    }

    private void printAnswer(BisectionResult result, PrintWriter out) {
        if (result instanceof BisectionResult.ChangeFound changeFound) {
            printFound(changeFound, out);
        } else if (result instanceof BisectionResult.Inconclusive inconclusive) {
            printInconclusive(inconclusive, out);
        } else {
            out.println(noChangeMessage(result));
        }
    }

    private void printFound(BisectionResult.ChangeFound found, PrintWriter out) {
        CandidateChange change = searchSpace.changes().get(found.change());
        boolean findsCause = search.direction() == Direction.CAUSE;
        out.println(change.shortId() + " is the first " + (findsCause ? "with " : "without ") + targetReport
                + confidenceText(found));
        out.println("    " + change.title());
        String withChange = (findsCause ? "shows " : "does not show ") + targetReport;
        String withoutChange = (findsCause ? "does not show " : "shows ") + targetReport;
        out.println("checked: it " + withChange + ", what comes before it " + withoutChange
                + ", the newer end without it " + withoutChange);
    }

    private static String confidenceText(BisectionResult.ChangeFound found) {
        return found.confidence() > CERTAINTY_THRESHOLD
                ? ""
                : String.format(Locale.ROOT, " (%.1f %% certain)", 100 * found.confidence());
    }

    private void printInconclusive(BisectionResult.Inconclusive inconclusive, PrintWriter out) {
        out.println("inconclusive: " + inconclusive.reason());
        for (BisectionResult.RankedChange ranked : inconclusive.rankedChanges()) {
            CandidateChange change = searchSpace.changes().get(ranked.change());
            out.printf(
                    Locale.ROOT, "    %3.0f %%  %s %s%n", 100 * ranked.probability(), change.shortId(), change.title());
        }
    }

    private String noChangeMessage(BisectionResult result) {
        if (result instanceof BisectionResult.AlwaysReproduced) {
            return "no culprit: " + targetReport + " occurs at both ends";
        }
        if (result instanceof BisectionResult.NeverReproduced) {
            return "no culprit: " + targetReport + " occurs at neither end";
        }
        return "the ends are swapped: the one given as bad does not show " + targetReport
                + ", the one given as good does";
    }
}
