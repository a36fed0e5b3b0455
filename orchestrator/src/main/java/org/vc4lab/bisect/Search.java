// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.vc4lab.bisect.SearchSettings.ReproductionRate;

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
    /** The horizon of {@link Posterior.InformationGain}, in tests of one commit. */
    private static final int MAX_PLANNED_RUNS = 16;

    private final CommitGraph commitGraph;
    private final Direction direction;
    private final SearchSettings settings;
    private final Posterior posterior;
    private final TestHistory testHistory;

    /** The revision to test next, or the result. */
    public sealed interface NextAction permits Revision, BisectionResult {}

    public Search(CommitGraph commitGraph, Direction direction, SearchSettings settings) {
        if (commitGraph.size() == 0) {
            throw new IllegalArgumentException("nothing to search in");
        }
        this.commitGraph = commitGraph;
        this.direction = direction;
        this.settings = settings;
        this.posterior = new Posterior(commitGraph, direction, settings.reproductionRate());
        this.testHistory = new TestHistory();
    }

    private Search(Search original) {
        this.commitGraph = original.commitGraph;
        this.direction = original.direction;
        this.settings = original.settings;
        this.posterior = new Posterior(original.posterior);
        this.testHistory = original.testHistory.copy();
    }

    public Direction direction() {
        return direction;
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
        return (int) possibleChanges().count();
    }

    private IntStream possibleChanges() {
        double negligible = settings.errorProbability() / commitGraph.size();
        return IntStream.range(0, commitGraph.size()).filter(i -> posterior.probability(i) > negligible);
    }

    /** Whether the probability that a commit has the bug is below the error limit. */
    public boolean isSettledAbsent(Revision.AtCommit commit) {
        return posterior.presenceProbability(commit) <= settings.errorProbability();
    }

    public NextAction next() {
        Optional<NextAction> endAction = testEnds();
        if (endAction.isPresent()) {
            return endAction.get();
        }
        if (posterior.isContradictory()) {
            return contradictionResult();
        }
        int mostLikely = posterior.mostLikely();
        double probability = posterior.probability(mostLikely);
        if (mostLikely < commitGraph.size()) {
            Optional<NextAction> check =
                    probability >= CHECK_THRESHOLD ? checkChange(mostLikely, probability) : Optional.empty();
            return check.orElseGet(this::mostInformative);
        }
        if (probability < settings.confidence()) {
            return mostInformative();
        }
        return mostLikely == posterior.neverReproduced()
                ? new BisectionResult.NeverReproduced(probability)
                : new BisectionResult.AlwaysReproduced(probability);
    }

    private BisectionResult contradictionResult() {
        ToIntFunction<Revision> contradictingRuns =
                direction == Direction.CAUSE ? testHistory::reproducedRuns : testHistory::silentRuns;
        List<BisectionResult.RankedChange> refuted = IntStream.range(0, commitGraph.size())
                .filter(i -> contradictingRuns.applyAsInt(new Revision.TipWithRevert(i)) > 0)
                .mapToObj(i -> new BisectionResult.RankedChange(i, 0))
                .toList();
        return new BisectionResult.Inconclusive(
                refuted.isEmpty()
                        ? "the runs contradict each other: the report does not occur in each run"
                        : "reverting it on top changes nothing: it is not the only cause",
                refuted);
    }

    /**
     * Tests the ends first: without their outcomes a search is meaningless. The older end is the first, so that the
     * builder moves through the history in one direction.
     */
    private Optional<NextAction> testEnds() {
        Revision start = Revision.AtCommit.OLDER_END;
        Revision tip = new Revision.AtCommit(commitGraph.tip());
        Revision endWithReport = direction == Direction.CAUSE ? tip : start;
        Revision endWithoutReport = direction == Direction.CAUSE ? start : tip;
        for (Revision end : List.of(endWithReport, endWithoutReport)) {
            Optional<String> untestableReason = testHistory.untestableReason(end);
            if (untestableReason.isPresent()) {
                return Optional.of(inconclusive("an end cannot be tested: " + untestableReason.get()));
            }
        }
        boolean reproduced = testHistory.reproducedRuns(endWithReport) > 0;
        if (testHistory.runs(start) == 0) {
            return Optional.of(start);
        }
        if (!reproduced && !isHopeless(endWithReport)) {
            return Optional.of(endWithReport);
        }
        if (testHistory.runs(endWithoutReport) == 0) {
            return Optional.of(endWithoutReport);
        }
        boolean reproducedAtWrongEnd = testHistory.reproducedRuns(endWithoutReport) > 0;
        if (reproduced) {
            return reproducedAtWrongEnd ? Optional.of(new BisectionResult.AlwaysReproduced(1)) : Optional.empty();
        }
        return Optional.of(
                reproducedAtWrongEnd
                        ? new BisectionResult.EndsSwapped()
                        : new BisectionResult.NeverReproduced(1 - missProbability(endWithReport)));
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
                ? Optional.of(new BisectionResult.ChangeFound(change, probability))
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
                : revision;
    }

    private static String describe(Revision revision, int change) {
        if (revision instanceof Revision.TipWithRevert) {
            return "the newer end without it";
        }
        return revision.equals(new Revision.AtCommit(change)) ? "itself" : "its parent";
    }

    private NextAction mostInformative() {
        Posterior.InformationGain informationGain = posterior.informationGain();
        record Option(NextAction revision, double worth) {}
        return IntStream.range(Revision.START, commitGraph.size())
                .mapToObj(Revision.AtCommit::new)
                .filter(commit -> testHistory.untestableReason(commit).isEmpty() && !isExhausted(commit))
                .map(commit -> new Option(commit, informationPerRun(informationGain, commit)))
                .filter(option -> option.worth() > 1e-9)
                .max(Comparator.comparingDouble(Option::worth))
                .map(Option::revision)
                .orElseGet(() -> inconclusive("the remaining suspects cannot be distinguished"));
    }

    private double informationPerRun(Posterior.InformationGain informationGain, Revision.AtCommit commit) {
        double setUpCost = testHistory.isBuilt(commit) ? 0 : settings.setUpCost();
        int maxRuns = settings.reproductionRate().equals(ReproductionRate.CERTAIN)
                ? 1
                : Math.min(MAX_PLANNED_RUNS, settings.maxRuns() - testHistory.runs(commit));
        return informationGain.bitsPerRun(commit.index(), maxRuns, setUpCost)
                * testHistory.testableProbability(commit.index());
    }

    private BisectionResult inconclusive(String reason) {
        List<BisectionResult.RankedChange> rankedChanges = possibleChanges()
                .mapToObj(i -> new BisectionResult.RankedChange(i, posterior.probability(i)))
                .sorted(Comparator.comparingDouble((BisectionResult.RankedChange ranked) -> -ranked.probability()))
                .limit(MAX_RANKED_CHANGES)
                .toList();
        return new BisectionResult.Inconclusive(reason, rankedChanges);
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
            if (future.search().next() instanceof Revision revision) {
                planned.add(revision);
                double chance = future.search().posterior.reproductionProbability(revision);
                for (boolean reproduced : new boolean[] {true, false}) {
                    Search branch = new Search(future.search());
                    branch.recordTest(revision, reproduced);
                    futures.add(new Future(branch, future.chance() * (reproduced ? chance : 1 - chance)));
                }
            }
        }
        return planned;
    }
}
