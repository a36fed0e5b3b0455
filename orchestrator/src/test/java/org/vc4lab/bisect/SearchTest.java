// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vc4lab.bisect.Revision.AtCommit;
import org.vc4lab.bisect.Revision.TipWithRevert;

/** Searches in which each test is conclusive. */
class SearchTest {
    private static final AtCommit START = new AtCommit(Revision.START);

    private final List<Revision> tested = new ArrayList<>();
    private final Set<Integer> unbuildable = new HashSet<>();

    /** Runs a search to its end; the predicate says which revisions reproduce the report. */
    private BisectionResult runSearch(Search search, Predicate<Revision> reproduces) {
        return runSearch(search, reproduces, () -> {});
    }

    /** @param onUnbuildable is called for each revision that does not build */
    private BisectionResult runSearch(Search search, Predicate<Revision> reproduces, Runnable onUnbuildable) {
        while (search.next() instanceof Revision revision) {
            tested.add(revision);
            if (revision instanceof AtCommit commit && unbuildable.contains(commit.index())) {
                search.markUntestable(revision, "does not build");
                onUnbuildable.run();
            } else {
                search.recordBuild(revision, revision.toString());
                search.recordTest(revision, reproduces.test(revision));
            }
        }
        return (BisectionResult) search.next();
    }

    private static Search linear(int changeCount, Direction direction) {
        return new Search(CommitGraph.linear(changeCount), direction, SearchSettings.deterministic());
    }

    /** The revisions with the report if this change causes or fixes it. */
    private static Predicate<Revision> reproducesAfter(int change, CommitGraph commitGraph, Direction direction) {
        return revision -> {
            boolean hasChange = revision instanceof AtCommit commit
                    ? commitGraph.contains(commit.index(), change)
                    : ((TipWithRevert) revision).change() != change;
            return hasChange == (direction == Direction.CAUSE);
        };
    }

    private static boolean isFound(BisectionResult result, int change) {
        return result instanceof BisectionResult.ChangeFound found && found.change() == change;
    }

    @ParameterizedTest
    @EnumSource
    void findsEveryChangeWithFewRuns(Direction direction) {
        for (int change = 0; change < 100; change++) {
            tested.clear();
            BisectionResult result =
                    runSearch(linear(100, direction), reproducesAfter(change, CommitGraph.linear(100), direction));

            assertThat(isFound(result, change)).as(result.toString()).isTrue();
            assertThat(tested)
                    .as("both ends, seven steps, the change taken back")
                    .hasSizeLessThanOrEqualTo(2 + 7 + 1);
            assertThat(tested).contains(START, new AtCommit(99), new AtCommit(change), new AtCommit(change - 1));
            assertThat(tested).contains(new TipWithRevert(change)).doesNotHaveDuplicates();
        }
    }

    @Test
    void testsFirstNearTheCommitsOfTheCallTrace() {
        for (int suspect = 0; suspect < 100; suspect += 7) {
            Search search = linear(100, Direction.CAUSE);
            search.rankByTrace(List.of(List.of(suspect), List.of((suspect + 50) % 100, (suspect + 51) % 100)));
            tested.clear();

            BisectionResult bisectionResult =
                    runSearch(search, reproducesAfter(suspect, CommitGraph.linear(100), Direction.CAUSE));

            assertThat(isFound(bisectionResult, suspect))
                    .as(bisectionResult.toString())
                    .isTrue();
            assertThat(tested)
                    .as("both ends, four steps, the change taken back")
                    .hasSizeLessThanOrEqualTo(2 + 4 + 1);
        }
    }

    /** A cause elsewhere is still found, with one or two more tests. */
    @Test
    void aMisleadingCallTraceOnlyCostsRuns() {
        for (int suspect = 0; suspect < 100; suspect++) {
            Search search = linear(100, Direction.CAUSE);
            search.rankByTrace(List.of(List.of((suspect + 30) % 100, (suspect + 60) % 100)));
            tested.clear();

            BisectionResult bisectionResult =
                    runSearch(search, reproducesAfter(suspect, CommitGraph.linear(100), Direction.CAUSE));

            assertThat(isFound(bisectionResult, suspect))
                    .as(bisectionResult.toString())
                    .isTrue();
            assertThat(tested).as("two more than without").hasSizeLessThanOrEqualTo(2 + 9 + 1);
        }
    }

    @Test
    void aCallTraceDoesNotAccuseNoOpCommits() {
        Search search = linear(10, Direction.CAUSE);
        search.markNoOp(4);
        search.rankByTrace(List.of(List.of(4), List.of(), List.of(6)));

        assertThat(search.remainingChanges()).isEqualTo(9);
        assertThat(isFound(runSearch(search, reproducesAfter(6, CommitGraph.linear(10), Direction.CAUSE)), 6))
                .isTrue();
        assertThat(tested)
                .as("the one that is left of those named, and what is before it")
                .hasSize(2 + 2 + 1);
    }

    @Test
    void aSingleSuspectIsTested() {
        assertThat(isFound(
                        runSearch(
                                linear(1, Direction.CAUSE), reproducesAfter(0, CommitGraph.linear(1), Direction.CAUSE)),
                        0))
                .isTrue();
    }

    /** Merges of merges: each commit's parents are some of those before it. */
    @Property(tries = 200)
    void findsTheCommitInAnyHistory(@ForAll long seed, @ForAll @IntRange(min = 2, max = 60) int size) {
        Random random = new Random(seed);
        List<List<Integer>> parents = new ArrayList<>(List.of(List.of(Revision.START)));
        Set<Integer> heads = new HashSet<>(Set.of(0));
        for (int i = 1; i < size - 1; i++) {
            Set<Integer> chosen = new HashSet<>();
            for (int n = random.nextInt(4) == 0 ? 2 : 1; n > 0; n--) {
                chosen.add(random.nextInt(i));
            }
            heads.removeAll(chosen);
            heads.add(i);
            parents.add(List.copyOf(chosen));
        }
        parents.add(List.copyOf(heads));
        CommitGraph commitGraph = CommitGraph.of(parents);
        int change = random.nextInt(size);

        for (Direction direction : Direction.values()) {
            BisectionResult result = runSearch(
                    new Search(commitGraph, direction, SearchSettings.deterministic()),
                    reproducesAfter(change, commitGraph, direction));

            assertThat(isFound(result, change))
                    .as(change + " of " + parents + ": " + result)
                    .isTrue();
        }
    }

    @Test
    void skipsRevisionsThatDoNotBuild() {
        IntStream.range(40, 60).forEach(unbuildable::add);

        BisectionResult bisectionResult =
                runSearch(linear(100, Direction.CAUSE), reproducesAfter(70, CommitGraph.linear(100), Direction.CAUSE));

        assertThat(isFound(bisectionResult, 70)).as(bisectionResult.toString()).isTrue();
        assertThat(tested.stream()
                        .filter(revision ->
                                revision instanceof AtCommit atCommit && unbuildable.contains(atCommit.index())))
                .as("tries in the broken range")
                .hasSizeLessThanOrEqualTo(3);
    }

    /** Of the revisions with the same broken file only one is tried, whatever their number. */
    @Test
    void skipsRevisionsWithTheSameBrokenFile() {
        List<Integer> range = IntStream.range(40, 80).boxed().toList();
        unbuildable.addAll(range);
        Search search = linear(100, Direction.CAUSE);
        Predicate<Revision> changed = reproducesAfter(90, CommitGraph.linear(100), Direction.CAUSE);

        BisectionResult bisectionResult = runSearch(search, changed, () -> search.markDoubtful(range));

        assertThat(isFound(bisectionResult, 90)).as(bisectionResult.toString()).isTrue();
        assertThat(tested.stream()
                        .filter(revision ->
                                revision instanceof AtCommit atCommit && unbuildable.contains(atCommit.index())))
                .hasSize(1);
    }

    /** A revision that was skipped wrongly is tried in the end. */
    @Test
    void aWronglySkippedRevisionHidesNoCulprit() {
        List<Integer> most = IntStream.range(1, 99).boxed().toList();
        unbuildable.addAll(Set.of(49, 50));
        for (int culprit : List.of(3, 30, 52, 70, 97)) {
            Search search = linear(100, Direction.CAUSE);
            search.markDoubtful(most);

            BisectionResult bisectionResult =
                    runSearch(search, reproducesAfter(culprit, CommitGraph.linear(100), Direction.CAUSE));

            assertThat(isFound(bisectionResult, culprit))
                    .as(bisectionResult.toString())
                    .isTrue();
        }
    }

    /** Until one of them builds, which clears the others. */
    @Test
    void doubtfulRevisionsAreTestedLast() {
        List<Integer> most = IntStream.range(10, 90).boxed().toList();
        Search search = linear(100, Direction.CAUSE);
        search.recordTest(START, false);
        search.recordTest(new AtCommit(99), true);
        search.markDoubtful(most);
        assertThat(search.next()).isIn(new AtCommit(9), new AtCommit(90));

        search.recordBuild(new AtCommit(49), "image");

        assertThat(search.next()).isEqualTo(new AtCommit(49));
    }

    @ParameterizedTest
    @EnumSource
    void theOlderEndIsTestedFirst(Direction direction) {
        runSearch(linear(100, direction), reproducesAfter(30, CommitGraph.linear(100), direction));

        assertThat(tested.get(0)).isEqualTo(START);
        assertThat(tested.get(1)).isEqualTo(new AtCommit(99));
    }

    @Test
    void listsAllSuspectsIfTheRevisionsBetweenDoNotBuild() {
        unbuildable.addAll(Set.of(40, 41, 42));

        BisectionResult bisectionResult =
                runSearch(linear(100, Direction.CAUSE), reproducesAfter(41, CommitGraph.linear(100), Direction.CAUSE));

        assertThat(bisectionResult)
                .isInstanceOfSatisfying(BisectionResult.Inconclusive.class, open -> assertThat(open.rankedChanges())
                        .extracting(BisectionResult.RankedChange::change)
                        .containsExactlyInAnyOrder(40, 41, 42, 43));
    }

    @Test
    void untestableEndEndsTheSearch() {
        unbuildable.add(Revision.START);

        assertThat(runSearch(linear(9, Direction.CAUSE), revision -> true))
                .isInstanceOfSatisfying(
                        BisectionResult.Inconclusive.class, inconclusive -> assertThat(inconclusive.reason())
                                .contains("an end cannot be tested", "does not build"));
        assertThat(tested).hasSizeLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void reportsThatBothEndsBehaveAlike(Direction direction) {
        assertThat(runSearch(linear(9, direction), revision -> true))
                .isInstanceOf(BisectionResult.AlwaysReproduced.class);
        assertThat(runSearch(linear(9, direction), revision -> false))
                .isInstanceOf(BisectionResult.NeverReproduced.class);
        assertThat(tested).as("both ends, twice").hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    void reportsSwappedEnds(Direction direction) {
        boolean first = direction == Direction.CAUSE;
        assertThat(runSearch(linear(9, direction), revision -> revision.equals(START) == first))
                .isInstanceOf(BisectionResult.EndsSwapped.class);
        assertThat(tested).hasSize(2);
    }

    @Test
    void doesNotAccuseACommitWhoseRevertChangesNothing() {
        BisectionResult bisectionResult = runSearch(
                linear(50, Direction.CAUSE),
                revision -> !(revision instanceof AtCommit atCommit) || atCommit.index() >= 20);

        assertThat(bisectionResult).isInstanceOfSatisfying(BisectionResult.Inconclusive.class, open -> {
            assertThat(open.reason()).contains("not the only cause");
            assertThat(open.rankedChanges())
                    .extracting(BisectionResult.RankedChange::change)
                    .containsExactly(20);
        });
    }

    @Test
    void reportsAMissingConfirmationIfTheChangeCannotBeReverted() {
        Search search = linear(50, Direction.CAUSE);
        search.markUntestable(new TipWithRevert(20), "it does not apply in reverse");

        BisectionResult bisectionResult =
                runSearch(search, reproducesAfter(20, CommitGraph.linear(50), Direction.CAUSE));

        assertThat(bisectionResult).isInstanceOfSatisfying(BisectionResult.Inconclusive.class, open -> {
            assertThat(open.reason()).contains("last check is missing", "does not apply in reverse");
            assertThat(open.rankedChanges())
                    .extracting(BisectionResult.RankedChange::change)
                    .containsExactly(20);
        });
    }

    @Test
    void identicalKernelsRunOnceAndNoCommitBetweenThemIsAccused() {
        Search search = linear(100, Direction.CAUSE);
        IntStream.range(0, 100).filter(i -> i % 10 != 0).forEach(search::markNoOp);

        BisectionResult bisectionResult =
                runSearch(search, reproducesAfter(70, CommitGraph.linear(100), Direction.CAUSE));

        assertThat(isFound(bisectionResult, 70)).as(bisectionResult.toString()).isTrue();
        assertThat(tested).as("ten suspects are left").hasSizeLessThanOrEqualTo(2 + 4 + 3);
    }

    @Test
    void identicalKernelsShareTheirRuns() {
        Search search = linear(3, Direction.CAUSE);
        search.recordBuild(START, "one");
        search.recordBuild(new AtCommit(0), "one");
        search.recordBuild(new TipWithRevert(1), "one");
        search.recordBuild(new AtCommit(1), "other");
        search.recordBuild(new AtCommit(2), "other");
        search.recordTest(START, false);
        search.recordTest(new AtCommit(2), true);

        assertThat(search.next()).isEqualTo(new BisectionResult.ChangeFound(1, 1.0));
    }

    @Test
    void buildsAheadForBothOutcomes() {
        Search search = linear(63, Direction.CAUSE);
        search.recordTest(START, false);
        search.recordTest(new AtCommit(62), true);

        List<Revision> ahead = search.speculate(3);

        assertThat(ahead.get(0)).isEqualTo(search.next());
        assertThat(ahead).hasSize(3).doesNotHaveDuplicates();
        int middle = ((AtCommit) ahead.get(0)).index();
        assertThat(ahead.subList(1, 3))
                .extracting(revision -> ((AtCommit) revision).index() < middle)
                .containsExactlyInAnyOrder(true, false);
    }

    @Test
    void aFlakyReportContradictsItself() {
        Search search = linear(10, Direction.CAUSE);
        search.recordTest(START, false);
        search.recordTest(new AtCommit(9), true);
        search.recordTest(new AtCommit(4), true);
        search.recordTest(new AtCommit(6), false);

        assertThat(search.next()).isInstanceOfSatisfying(BisectionResult.Inconclusive.class, inconclusive -> assertThat(
                        inconclusive.reason())
                .contains("contradict each other"));
    }
}
