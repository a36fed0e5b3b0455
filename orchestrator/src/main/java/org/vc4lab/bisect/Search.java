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
 * Finds the change with few runs, even where the report does not show in each. It knows nothing of kernels: it is told
 * what was seen, and says what to run next. The same things told in the same order give the same answer, so a search
 * can be told again from a journal.
 *
 * <p>Each run is made where it promises the most bits for its price (Ben-Or and Hassidim, "The Bayesian learner is
 * optimal for noisy binary search", 2008); a point is run again only where that pays. On a history with merges a run
 * tells apart what a commit holds from what it does not, as in git bisect.
 */
public final class Search {
    /** From here on it pays to check a suspect: taking its change back tells more than another run elsewhere. */
    private static final double CHECK_THRESHOLD = 0.8;

    private static final int MAX_RANKED_CHANGES = 20;
    /** So many runs of a point are thought of at once. */
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

    /** A subject was built; the same image is not run twice. */
    public void recordBuild(Revision revision, String image) {
        for (Revision twin : testHistory.recordBuild(revision, image)) {
            if (revision instanceof Revision.AtCommit commit && twin instanceof Revision.AtCommit twinCommit) {
                posterior.markIdentical(commit.index(), twinCommit.index());
            }
        }
    }

    /** Nothing can be told of a subject. */
    public void markUntestable(Revision revision, String reason) {
        testHistory.markUntestable(revision, reason);
    }

    /** One point could not be tested, and of these the same is likely, for the same reason. */
    public void markDoubtful(List<Integer> commits) {
        testHistory.markDoubtful(commits);
    }

    /** A subject was run. */
    public void recordTest(Revision revision, boolean reproduced) {
        testHistory.recordTest(revision, reproduced);
        posterior.update(revision, reproduced);
    }

    /** It is certain that a suspect makes the same kernel as its first parent, without building both. */
    public void markNoOp(int change) {
        posterior.markIdentical(change, commitGraph.parents(change).get(0));
    }

    /** The suspects that change what the report's call trace names, a list for each function, the innermost first. */
    public void rankByTrace(List<List<Integer>> changesByFunction) {
        posterior.weightByTrace(changesByFunction);
    }

    /** How many suspects may still have made the change. */
    public int remainingChanges() {
        return (int) IntStream.range(0, commitGraph.size())
                .filter(i -> posterior.probability(i) > settings.errorProbability() / commitGraph.size())
                .count();
    }

    /** Whether it is settled that the report is not at a point, where it did not show. */
    public boolean isSettledAbsent(Revision.AtCommit commit) {
        return posterior.presenceProbability(commit) <= settings.errorProbability();
    }

    /** What to run next, or the answer. */
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
                .orElseGet(() -> inconclusive("what is left cannot be told apart"));
    }

    private NextAction contradictionResult() {
        List<BisectionResult.RankedChange> refuted = IntStream.range(0, commitGraph.size())
                .filter(i -> refutes(new Revision.TipWithRevert(i)))
                .mapToObj(i -> new BisectionResult.RankedChange(i, 0))
                .toList();
        return new NextAction.Done(new BisectionResult.Inconclusive(
                refuted.isEmpty()
                        ? "the runs contradict each other: the report does not show each time that it could"
                        : "taking it back on top changes nothing: it is not the only cause",
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
     * Ends come first: without them a search means nothing. The older one is the first of them, so that the builder
     * goes through the history once, and back only into its middle.
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

    /** To give up here costs the whole search, and to go on only a few runs more. */
    private boolean isHopeless(Revision end) {
        return (testHistory.silentRuns(end) > 0 && missProbability(end) <= settings.errorProbability() / 10)
                || isExhausted(end);
    }

    private boolean isExhausted(Revision revision) {
        return testHistory.runs(revision) >= settings.maxRuns();
    }

    /** The check of a suspect that is all but convicted: itself, its parents, and the newer end without it. */
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

    /** Where a run pays most. */
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
     * What will be run next, and what probably after that: to be built, or even run, while it is not known yet. The
     * first is what {@link #next} wants; there is none where the search is over.
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
