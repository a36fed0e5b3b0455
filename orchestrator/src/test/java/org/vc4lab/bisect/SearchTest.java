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
import org.vc4lab.bisect.Subject.Point;
import org.vc4lab.bisect.Subject.Without;

/** Searches where each run tells all. */
class SearchTest {
    private static final Point START = new Point(Subject.START);

    private final List<Subject> ran = new ArrayList<>();
    private final Set<Integer> broken = new HashSet<>();

    /** Runs a search to its end; the report shows where the predicate says. */
    private Answer answer(Search search, Predicate<Subject> shows) {
        return answer(search, shows, () -> {});
    }

    /** @param broke is run where a point does not build */
    private Answer answer(Search search, Predicate<Subject> shows, Runnable broke) {
        while (search.next() instanceof Plan.Run run) {
            ran.add(run.subject());
            if (run.subject() instanceof Point point && broken.contains(point.number())) {
                search.untestable(run.subject(), "does not build");
                broke.run();
            } else {
                search.built(run.subject(), run.subject().toString());
                search.ran(run.subject(), shows.test(run.subject()));
            }
        }
        return ((Plan.Over) search.next()).answer();
    }

    private static Search linear(int suspects, Change change) {
        return new Search(Lineage.linear(suspects), change, Settings.deterministic());
    }

    /** Where the report is if this one change makes or mends it. */
    private static Predicate<Subject> changedBy(int suspect, Lineage lineage, Change change) {
        return subject -> {
            boolean changed = subject instanceof Point point
                    ? lineage.holds(point.number(), suspect)
                    : ((Without) subject).suspect() != suspect;
            return changed == (change == Change.APPEARS);
        };
    }

    private static boolean isFound(Answer answer, int suspect) {
        return answer instanceof Answer.Found found && found.suspect() == suspect;
    }

    @ParameterizedTest
    @EnumSource
    void findsEverySuspectWithFewRuns(Change change) {
        for (int suspect = 0; suspect < 100; suspect++) {
            ran.clear();
            Answer answer = answer(linear(100, change), changedBy(suspect, Lineage.linear(100), change));

            assertThat(isFound(answer, suspect)).as(answer.toString()).isTrue();
            assertThat(ran).as("both ends, seven steps, the change taken back").hasSizeLessThanOrEqualTo(2 + 7 + 1);
            assertThat(ran).contains(START, new Point(99), new Point(suspect), new Point(suspect - 1));
            assertThat(ran).contains(new Without(suspect)).doesNotHaveDuplicates();
        }
    }

    @Test
    void testsFirstNearTheCommitsOfTheCallTrace() {
        for (int suspect = 0; suspect < 100; suspect += 7) {
            Search search = linear(100, Change.APPEARS);
            search.named(List.of(List.of(suspect), List.of((suspect + 50) % 100, (suspect + 51) % 100)));
            ran.clear();

            Answer answer = answer(search, changedBy(suspect, Lineage.linear(100), Change.APPEARS));

            assertThat(isFound(answer, suspect)).as(answer.toString()).isTrue();
            assertThat(ran).as("both ends, four steps, the change taken back").hasSizeLessThanOrEqualTo(2 + 4 + 1);
        }
    }

    /** A cause elsewhere costs a run or two more, and is found all the same. */
    @Test
    void aMisleadingCallTraceOnlyCostsRuns() {
        for (int suspect = 0; suspect < 100; suspect++) {
            Search search = linear(100, Change.APPEARS);
            search.named(List.of(List.of((suspect + 30) % 100, (suspect + 60) % 100)));
            ran.clear();

            Answer answer = answer(search, changedBy(suspect, Lineage.linear(100), Change.APPEARS));

            assertThat(isFound(answer, suspect)).as(answer.toString()).isTrue();
            assertThat(ran).as("two more than without").hasSizeLessThanOrEqualTo(2 + 9 + 1);
        }
    }

    @Test
    void aCallTraceDoesNotAccuseNoOpCommits() {
        Search search = linear(10, Change.APPEARS);
        search.likeItsParent(4);
        search.named(List.of(List.of(4), List.of(), List.of(6)));

        assertThat(search.suspectsLeft()).isEqualTo(9);
        assertThat(isFound(answer(search, changedBy(6, Lineage.linear(10), Change.APPEARS)), 6))
                .isTrue();
        assertThat(ran)
                .as("the one that is left of those named, and what is before it")
                .hasSize(2 + 2 + 1);
    }

    @Test
    void aSingleSuspectIsTested() {
        assertThat(isFound(answer(linear(1, Change.APPEARS), changedBy(0, Lineage.linear(1), Change.APPEARS)), 0))
                .isTrue();
    }

    /** Merges of merges: each commit's parents are some of those before it. */
    @Property(tries = 200)
    void findsTheCommitInAnyHistory(@ForAll long seed, @ForAll @IntRange(min = 2, max = 60) int size) {
        Random random = new Random(seed);
        List<List<Integer>> parents = new ArrayList<>(List.of(List.of(Subject.START)));
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
        Lineage lineage = Lineage.of(parents);
        int suspect = random.nextInt(size);

        for (Change change : Change.values()) {
            Answer answer =
                    answer(new Search(lineage, change, Settings.deterministic()), changedBy(suspect, lineage, change));

            assertThat(isFound(answer, suspect))
                    .as(suspect + " of " + parents + ": " + answer)
                    .isTrue();
        }
    }

    @Test
    void skipsRevisionsThatDoNotBuild() {
        IntStream.range(40, 60).forEach(broken::add);

        Answer answer = answer(linear(100, Change.APPEARS), changedBy(70, Lineage.linear(100), Change.APPEARS));

        assertThat(isFound(answer, 70)).as(answer.toString()).isTrue();
        assertThat(ran.stream().filter(subject -> subject instanceof Point point && broken.contains(point.number())))
                .as("tries in the broken range")
                .hasSizeLessThanOrEqualTo(3);
    }

    /** Whoever is told which points share the fault tries one of them, whatever the range. */
    @Test
    void skipsRevisionsWithTheSameBrokenFile() {
        List<Integer> range = IntStream.range(40, 80).boxed().toList();
        broken.addAll(range);
        Search search = linear(100, Change.APPEARS);
        Predicate<Subject> changed = changedBy(90, Lineage.linear(100), Change.APPEARS);

        Answer answer = answer(search, changed, () -> search.doubtful(range));

        assertThat(isFound(answer, 90)).as(answer.toString()).isTrue();
        assertThat(ran.stream().filter(subject -> subject instanceof Point point && broken.contains(point.number())))
                .hasSize(1);
    }

    /** What was wrongly thought to share it is tried in the end. */
    @Test
    void aWronglySkippedRevisionHidesNoCulprit() {
        List<Integer> most = IntStream.range(1, 99).boxed().toList();
        broken.addAll(Set.of(49, 50));
        for (int culprit : List.of(3, 30, 52, 70, 97)) {
            Search search = linear(100, Change.APPEARS);
            search.doubtful(most);

            Answer answer = answer(search, changedBy(culprit, Lineage.linear(100), Change.APPEARS));

            assertThat(isFound(answer, culprit)).as(answer.toString()).isTrue();
        }
    }

    /** As long as none of them is built; one that is takes the doubt from the others. */
    @Test
    void doubtfulRevisionsAreTestedLast() {
        List<Integer> most = IntStream.range(10, 90).boxed().toList();
        Search search = linear(100, Change.APPEARS);
        search.ran(START, false);
        search.ran(new Point(99), true);
        search.doubtful(most);
        assertThat(search.next()).isIn(new Plan.Run(new Point(9)), new Plan.Run(new Point(90)));

        search.built(new Point(49), "image");

        assertThat(search.next()).isEqualTo(new Plan.Run(new Point(49)));
    }

    @ParameterizedTest
    @EnumSource
    void theOlderEndIsTestedFirst(Change change) {
        answer(linear(100, change), changedBy(30, Lineage.linear(100), change));

        assertThat(ran.get(0)).isEqualTo(START);
        assertThat(ran.get(1)).isEqualTo(new Point(99));
    }

    @Test
    void listsAllSuspectsIfTheRevisionsBetweenDoNotBuild() {
        broken.addAll(Set.of(40, 41, 42));

        Answer answer = answer(linear(100, Change.APPEARS), changedBy(41, Lineage.linear(100), Change.APPEARS));

        assertThat(answer).isInstanceOfSatisfying(Answer.Inconclusive.class, open -> assertThat(open.suspects())
                .extracting(Answer.Suspicion::suspect)
                .containsExactlyInAnyOrder(40, 41, 42, 43));
    }

    @Test
    void anEndThatCannotBeTestedEndsTheSearch() {
        broken.add(Subject.START);

        assertThat(answer(linear(9, Change.APPEARS), subject -> true))
                .isInstanceOfSatisfying(Answer.Inconclusive.class, open -> assertThat(open.reason())
                        .contains("an end cannot be tested", "does not build"));
        assertThat(ran).hasSizeLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void reportsThatBothEndsBehaveAlike(Change change) {
        assertThat(answer(linear(9, change), subject -> true)).isInstanceOf(Answer.Everywhere.class);
        assertThat(answer(linear(9, change), subject -> false)).isInstanceOf(Answer.Nowhere.class);
        assertThat(ran).as("both ends, twice").hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    void noticesThatTheEndsAreSwapped(Change change) {
        boolean first = change == Change.APPEARS;
        assertThat(answer(linear(9, change), subject -> subject.equals(START) == first))
                .isInstanceOf(Answer.Swapped.class);
        assertThat(ran).hasSize(2);
    }

    @Test
    void doesNotAccuseACommitWhoseRevertChangesNothing() {
        Answer answer = answer(
                linear(50, Change.APPEARS), subject -> !(subject instanceof Point point) || point.number() >= 20);

        assertThat(answer).isInstanceOfSatisfying(Answer.Inconclusive.class, open -> {
            assertThat(open.reason()).contains("not the only cause");
            assertThat(open.suspects()).extracting(Answer.Suspicion::suspect).containsExactly(20);
        });
    }

    @Test
    void reportsAMissingConfirmationIfTheChangeCannotBeReverted() {
        Search search = linear(50, Change.APPEARS);
        search.untestable(new Without(20), "it does not apply in reverse");

        Answer answer = answer(search, changedBy(20, Lineage.linear(50), Change.APPEARS));

        assertThat(answer).isInstanceOfSatisfying(Answer.Inconclusive.class, open -> {
            assertThat(open.reason()).contains("last check is missing", "does not apply in reverse");
            assertThat(open.suspects()).extracting(Answer.Suspicion::suspect).containsExactly(20);
        });
    }

    @Test
    void identicalKernelsRunOnceAndNoCommitBetweenThemIsAccused() {
        Search search = linear(100, Change.APPEARS);
        IntStream.range(0, 100).filter(i -> i % 10 != 0).forEach(search::likeItsParent);

        Answer answer = answer(search, changedBy(70, Lineage.linear(100), Change.APPEARS));

        assertThat(isFound(answer, 70)).as(answer.toString()).isTrue();
        assertThat(ran).as("ten suspects are left").hasSizeLessThanOrEqualTo(2 + 4 + 3);
    }

    @Test
    void identicalKernelsShareTheirRuns() {
        Search search = linear(3, Change.APPEARS);
        search.built(START, "one");
        search.built(new Point(0), "one");
        search.built(new Without(1), "one");
        search.built(new Point(1), "other");
        search.built(new Point(2), "other");
        search.ran(START, false);
        search.ran(new Point(2), true);

        assertThat(search.next()).isEqualTo(new Plan.Over(new Answer.Found(1, 1.0)));
    }

    @Test
    void buildsAheadForBothOutcomes() {
        Search search = linear(63, Change.APPEARS);
        search.ran(START, false);
        search.ran(new Point(62), true);

        List<Subject> ahead = search.ahead(3);

        assertThat(ahead.get(0)).isEqualTo(((Plan.Run) search.next()).subject());
        assertThat(ahead).hasSize(3).doesNotHaveDuplicates();
        int middle = ((Point) ahead.get(0)).number();
        assertThat(ahead.subList(1, 3))
                .extracting(subject -> ((Point) subject).number() < middle)
                .containsExactlyInAnyOrder(true, false);
    }

    @Test
    void aFlakyReportContradictsItself() {
        Search search = linear(10, Change.APPEARS);
        search.ran(START, false);
        search.ran(new Point(9), true);
        search.ran(new Point(4), true);
        search.ran(new Point(6), false);

        assertThat(search.next()).isInstanceOfSatisfying(Plan.Over.class, over -> assertThat(
                        over.answer().toString())
                .contains("contradict each other"));
    }
}
