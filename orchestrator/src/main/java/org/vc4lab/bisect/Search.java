// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Finds the change with few tests, even if not every test reproduces the report. It knows nothing of kernels: it gets
 * outcomes, and decides what to test next. It is deterministic, so that a journal can be replayed.
 *
 * <p>The next test is the one with the most expected bits per cost (Ben-Or and Hassidim, "The Bayesian learner is
 * optimal for noisy binary search", 2008); a commit is tested again only if that is the best choice. In a history with
 * merges a test separates the suspects that a commit contains from the others, as in git bisect.
 */
public final class Search {
    /** From this probability on, checking a suspect by a revert gives more information than another test. */
    private static final double CHECK_THRESHOLD = 0.8;

    private static final int MAX_RANKED_CHANGES = 20;
    /** The horizon of {@link InformationGain}, in tests of one commit. */
    private static final int MAX_PLANNED_RUNS = 16;

    private final CommitGraph commitGraph;
    private final Direction direction;
    private final SearchSettings settings;
    private final Posterior posterior;
    private final TestHistory testHistory;

    public Search(CommitGraph commitGraph, Direction direction, SearchSettings settings) {
        this(
                commitGraph,
                direction,
                settings,
                new Posterior(commitGraph, direction, settings.reproductionRate()),
                new TestHistory());
        if (commitGraph.size() == 0) {
            throw new IllegalArgumentException("nothing to search in");
        }
    }

    private Search(
            CommitGraph commitGraph,
            Direction direction,
            SearchSettings settings,
            Posterior posterior,
            TestHistory testHistory) {
        this.commitGraph = commitGraph;
        this.direction = direction;
        this.settings = settings;
        this.posterior = posterior;
        this.testHistory = testHistory;
    }

    /** Revisions with equal images share their tests. */
    public void recordBuild(Revision revision, String image) {
        for (Revision twin : testHistory.recordBuild(revision, image)) {
            if (revision instanceof Revision.AtCommit commit && twin instanceof Revision.AtCommit twinCommit) {
                posterior.markIdentical(commit.index(), twinCommit.index());
            }
        }
    }

    public void markUntestable(Revision revision, String reason) {
        testHistory.markUntestable(revision, reason);
    }

    /** These commits probably do not build, for the same reason as one that was tried. */
    public void markDoubtful(List<Integer> commits) {
        testHistory.markDoubtful(commits);
    }

    public void recordTest(Revision revision, boolean reproduced) {
        testHistory.recordTest(revision, reproduced);
        posterior.update(revision, reproduced);
    }

    /** A suspect certainly makes the same kernel as its first parent. */
    public void markNoOp(int change) {
        posterior.markIdentical(change, commitGraph.parents(change).get(0));
    }

    /** Prefers suspects that change files of the report's call trace: a list for each function, innermost first. */
    public void rankByTrace(List<List<Integer>> changesByFunction) {
        posterior.weightByTrace(changesByFunction);
    }

    /** The number of suspects that may still be the change. */
    public int remainingChanges() {
        return (int) IntStream.range(0, commitGraph.size())
                .filter(i -> posterior.probability(i) > settings.errorProbability() / commitGraph.size())
                .count();
    }

    /** Whether the probability that a commit has the bug is below the error limit. */
    public boolean isSettledAbsent(Revision.AtCommit commit) {
        return posterior.presenceProbability(commit) <= settings.errorProbability();
    }

    /** The next test, or the result. */
    public NextAction next() {
        Revision endWithReport = endOf(direction == Direction.FIX);
        Revision endWithoutReport = endOf(direction == Direction.CAUSE);
        Optional<NextAction> endAction = testEnds(endWithReport, endWithoutReport);
        if (endAction.isPresent()) {
            return endAction.get();
        }
        if (posterior.isContradictory()) {
            return contradictionResult();
        }
        int mostLikely = posterior.mostLikely();
        double probability = posterior.probability(mostLikely);
        if (mostLikely >= commitGraph.size() && probability >= settings.confidence()) {
            return new NextAction.Done(
                    mostLikely == posterior.neverReproduced()
                            ? new BisectionResult.NeverReproduced(probability)
                            : new BisectionResult.AlwaysReproduced(probability));
        }
        if (mostLikely < commitGraph.size() && probability >= CHECK_THRESHOLD) {
            Optional<NextAction> check = checkChange(mostLikely, probability);
            if (check.isPresent()) {
                return check.get();
            }
        }
        return mostInformative()
                .<NextAction>map(NextAction.Test::new)
                .orElseGet(() -> inconclusive("the remaining suspects cannot be distinguished"));
    }

    private NextAction contradictionResult() {
        List<BisectionResult.RankedChange> refuted = IntStream.range(0, commitGraph.size())
                .filter(i -> refutes(new Revision.TipWithRevert(i)))
                .mapToObj(i -> new BisectionResult.RankedChange(i, 0))
                .toList();
        return new NextAction.Done(new BisectionResult.Inconclusive(
                refuted.isEmpty()
                        ? "the runs contradict each other: the report does not occur in each run"
                        : "reverting it on top changes nothing: it is not the only cause",
                refuted));
    }

    private boolean refutes(Revision.TipWithRevert tipWithRevert) {
        return direction == Direction.CAUSE
                ? testHistory.reproducedRuns(tipWithRevert) > 0
                : testHistory.silentRuns(tipWithRevert) > 0;
    }

    private Revision endOf(boolean older) {
        return new Revision.AtCommit(older ? Revision.START : commitGraph.tip());
    }

    /**
     * Tests the ends first: without their outcomes a search is meaningless. The older end is the first, so that the
     * builder moves through the history in one direction.
     */
    private Optional<NextAction> testEnds(Revision endWithReport, Revision endWithoutReport) {
        for (Revision end : List.of(endWithReport, endWithoutReport)) {
            Optional<String> untestableReason = testHistory.untestableReason(end);
            if (untestableReason.isPresent()) {
                return Optional.of(inconclusive("an end cannot be tested: " + untestableReason.get()));
            }
        }
        Revision start = new Revision.AtCommit(Revision.START);
        if (testHistory.runs(start) == 0) {
            return Optional.of(new NextAction.Test(start));
        }
        if (testHistory.reproducedRuns(endWithReport) == 0 && !isHopeless(endWithReport)) {
            return Optional.of(new NextAction.Test(endWithReport));
        }
        if (testHistory.runs(endWithoutReport) == 0) {
            return Optional.of(new NextAction.Test(endWithoutReport));
        }
        boolean showsAtWrongEnd = testHistory.reproducedRuns(endWithoutReport) > 0;
        if (testHistory.reproducedRuns(endWithReport) == 0) {
            return Optional.of(new NextAction.Done(
                    showsAtWrongEnd
                            ? new BisectionResult.EndsSwapped()
                            : new BisectionResult.NeverReproduced(1 - missProbability(endWithReport))));
        }
        return showsAtWrongEnd
                ? Optional.of(new NextAction.Done(new BisectionResult.AlwaysReproduced(1)))
                : Optional.empty();
    }

    private double missProbability(Revision revision) {
        return posterior.missProbability(testHistory.silentRuns(revision));
    }

    /** Giving up at an end costs the whole search, so that more tests are worth it than elsewhere. */
    private boolean isHopeless(Revision end) {
        return (testHistory.silentRuns(end) > 0 && missProbability(end) <= settings.errorProbability() / 10)
                || isExhausted(end);
    }

    private boolean isExhausted(Revision revision) {
        return testHistory.runs(revision) >= settings.maxRuns();
    }

    /** Checks a likely suspect: itself, its parents, and the newer end with it reverted. */
    private Optional<NextAction> checkChange(int change, double probability) {
        boolean findsCause = direction == Direction.CAUSE;
        List<Revision> withoutChange = new ArrayList<>(
                commitGraph.parents(change).stream().map(Revision.AtCommit::new).toList());
        withoutChange.add(new Revision.TipWithRevert(change));
        Revision withChange = new Revision.AtCommit(change);
        List<Revision> mustReproduce = findsCause ? List.of(withChange) : withoutChange;
        List<Revision> mustNotReproduce = findsCause ? withoutChange : List.of(withChange);
        for (Revision revision : mustReproduce) {
            if (testHistory.reproducedRuns(revision) == 0) {
                return Optional.of(testAgain(revision, change, "does not show"));
            }
        }
        for (Revision revision : mustNotReproduce) {
            boolean reverted = revision instanceof Revision.TipWithRevert;
            if (testHistory.runs(revision) == 0
                    || (reverted && missProbability(revision) > settings.errorProbability())) {
                return Optional.of(testAgain(revision, change, "may still show"));
            }
        }
        return probability >= settings.confidence()
                ? Optional.of(new NextAction.Done(new BisectionResult.ChangeFound(change, probability)))
                : Optional.empty();
    }

    private NextAction testAgain(Revision revision, int change, String symptom) {
        Optional<String> untestableReason = testHistory.untestableReason(revision);
        if (untestableReason.isPresent()) {
            return inconclusive("the last check is missing, " + describe(revision, change) + " cannot be tested: "
                    + untestableReason.get());
        }
        return isExhausted(revision)
                ? inconclusive("the report " + symptom + " in " + describe(revision, change) + " after "
                        + testHistory.runs(revision) + " runs")
                : new NextAction.Test(revision);
    }

    private static String describe(Revision revision, int change) {
        if (revision instanceof Revision.TipWithRevert) {
            return "the newer end without it";
        }
        return revision.equals(new Revision.AtCommit(change)) ? "itself" : "its parent";
    }

    private Optional<Revision> mostInformative() {
        InformationGain informationGain = posterior.informationGain();
        record Option(Revision revision, double worth) {}
        return IntStream.range(Revision.START, commitGraph.size())
                .mapToObj(Revision.AtCommit::new)
                .filter(commit -> testHistory.untestableReason(commit).isEmpty() && !isExhausted(commit))
                .map(commit -> new Option(commit, informationPerRun(informationGain, commit)))
                .filter(option -> option.worth() > 1e-9)
                .max(Comparator.comparingDouble(Option::worth))
                .map(Option::revision);
    }

    private double informationPerRun(InformationGain informationGain, Revision.AtCommit commit) {
        double setUpCost = testHistory.isBuilt(commit) ? 0 : settings.setUpCost();
        int maxRuns = settings.reproductionRate().isCertain()
                ? 1
                : Math.min(MAX_PLANNED_RUNS, settings.maxRuns() - testHistory.runs(commit));
        return informationGain.bitsPerRun(commit.index(), maxRuns, setUpCost)
                * testHistory.testableProbability(commit.index());
    }

    private NextAction inconclusive(String reason) {
        List<BisectionResult.RankedChange> rankedChanges = IntStream.range(0, commitGraph.size())
                .mapToObj(i -> new BisectionResult.RankedChange(i, posterior.probability(i)))
                .filter(ranked -> ranked.probability() > settings.errorProbability() / commitGraph.size())
                .sorted(Comparator.comparingDouble((BisectionResult.RankedChange ranked) -> -ranked.probability()))
                .limit(MAX_RANKED_CHANGES)
                .toList();
        return new NextAction.Done(new BisectionResult.Inconclusive(reason, rankedChanges));
    }

    /**
     * The next test and the most probable ones after it, to build or test them ahead of time. The first is the one of
     * {@link #next}; empty if the search is over.
     */
    public List<Revision> speculate(int count) {
        record Future(Search search, double chance) {}
        List<Revision> planned = new ArrayList<>();
        PriorityQueue<Future> futures =
                new PriorityQueue<>(Comparator.comparingDouble((Future future) -> -future.chance()));
        futures.add(new Future(this, 1));
        while (planned.size() < count && !futures.isEmpty()) {
            Future future = futures.remove();
            if (future.search().next() instanceof NextAction.Test test) {
                planned.add(test.revision());
                double chance = future.search().posterior.reproductionProbability(test.revision());
                Function<Boolean, Search> branch =
                        reproduced -> future.search().withOutcome(test.revision(), reproduced);
                futures.add(new Future(branch.apply(true), future.chance() * chance));
                futures.add(new Future(branch.apply(false), future.chance() * (1 - chance)));
            }
        }
        return planned;
    }

    private Search withOutcome(Revision revision, boolean reproduced) {
        Search search = new Search(commitGraph, direction, settings, posterior.copy(), testHistory.copy());
        search.recordTest(revision, reproduced);
        return search;
    }
}
