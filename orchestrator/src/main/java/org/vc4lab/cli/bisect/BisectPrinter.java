// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.bisect;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.vc4lab.bisect.BisectDocument;
import org.vc4lab.bisect.BisectionResult;
import org.vc4lab.bisect.BuildOutcome;
import org.vc4lab.bisect.CandidateChange;
import org.vc4lab.bisect.Direction;
import org.vc4lab.bisect.Event;
import org.vc4lab.bisect.GitBisectLog;
import org.vc4lab.bisect.GitBisectLog.Terms;
import org.vc4lab.bisect.Revision;
import org.vc4lab.bisect.Search;
import org.vc4lab.bisect.SearchSpace;
import org.vc4lab.bisect.TargetReport;
import org.vc4lab.bisect.TestOutcome;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.AtomicFiles;

/** Prints the progress and the result of a bisection, and keeps its log for git. */
public final class BisectPrinter {
    private static final double CERTAINTY_THRESHOLD = 0.99999;

    private final SearchSpace searchSpace;
    private final TargetReport targetReport;
    private final Direction direction;
    private final Terms terms;
    private final Path folder;
    private final Search search;
    private final List<Event> events = new ArrayList<>();

    public BisectPrinter(
            SearchSpace searchSpace,
            TargetReport targetReport,
            Direction direction,
            Terms terms,
            Path folder,
            Search search) {
        this.searchSpace = searchSpace;
        this.targetReport = targetReport;
        this.direction = direction;
        this.terms = terms;
        this.folder = folder;
        this.search = search;
    }

    public void report(Event event, Progress progress) {
        events.add(event);
        writeLog();
        if (event instanceof Event.KernelBuilt built
                && built.outcome() instanceof BuildOutcome.Unbuildable unbuildable) {
            progress.note(describeRevision(built.revision()) + " " + firstLine(unbuildable.reason()));
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
        Set<Integer> noOps = events.stream()
                .filter(Event.NoOp.class::isInstance)
                .flatMap(event -> ((Event.NoOp) event).changes().stream())
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

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private String describeRevision(Revision revision) {
        if (revision instanceof Revision.AtCommit commit) {
            CandidateChange change = searchSpace.changeAt(commit);
            return change.shortId() + " (" + change.title() + ")";
        }
        return "the newer end without "
                + candidateChange(((Revision.TipWithRevert) revision).change()).shortId();
    }

    private CandidateChange candidateChange(int index) {
        return searchSpace.changes().get(index);
    }

    private void writeLog() {
        List<String> lines = GitBisectLog.write(searchSpace, direction, terms, events, search::isSettledAbsent);
        try {
            AtomicFiles.write(folder.resolve("git-bisect.log"), lines);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public void printJson(BisectionResult result, PrintWriter out) throws IOException {
        finish(result);
        BisectDocument.of(searchSpace, targetReport, direction, result, events, folder)
                .write(out);
    }

    public void print(BisectionResult result, PrintWriter out) {
        finish(result);
        if (result instanceof BisectionResult.ChangeFound changeFound) {
            printFound(changeFound, out);
        } else if (result instanceof BisectionResult.Inconclusive inconclusive) {
            printInconclusive(inconclusive, out);
        } else {
            out.println(noChangeMessage(result));
        }
        out.println(effortSummary());
        out.println("Journal, evidence and git-bisect.log: " + folder);
    }

    private void finish(BisectionResult result) {
        events.add(new Event.Finished(result));
        writeLog();
    }

    private void printFound(BisectionResult.ChangeFound found, PrintWriter out) {
        CandidateChange change = candidateChange(found.change());
        boolean findsCause = direction == Direction.CAUSE;
        out.println(change.shortId() + " is the first " + (findsCause ? "with " : "without ") + targetReport
                + confidenceText(found));
        out.println("    " + change.title());
        String reproduced = "shows " + targetReport;
        String notReproduced = "does not show " + targetReport;
        out.println("checked: it " + (findsCause ? reproduced : notReproduced) + ", what comes before it "
                + (findsCause ? notReproduced : reproduced) + ", the newer end without it "
                + (findsCause ? notReproduced : reproduced));
    }

    private static String confidenceText(BisectionResult.ChangeFound found) {
        return found.confidence() > CERTAINTY_THRESHOLD
                ? ""
                : String.format(Locale.ROOT, " (%.1f %% certain)", 100 * found.confidence());
    }

    private void printInconclusive(BisectionResult.Inconclusive inconclusive, PrintWriter out) {
        out.println("inconclusive: " + inconclusive.reason());
        inconclusive
                .rankedChanges()
                .forEach(ranked -> out.printf(
                        Locale.ROOT,
                        "    %3.0f %%  %s %s%n",
                        100 * ranked.probability(),
                        candidateChange(ranked.change()).shortId(),
                        candidateChange(ranked.change()).title()));
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

    private String effortSummary() {
        long buildCount =
                events.stream().filter(Event.KernelBuilt.class::isInstance).count();
        long bootCount = events.stream().filter(Event.Tested.class::isInstance).count();
        return buildCount + " kernels made, " + bootCount + " boots, for "
                + searchSpace.changes().size() + " suspects";
    }
}
