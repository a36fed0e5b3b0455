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
    private static final double WORTH_A_CHECK = 0.8;

    private static final int SUSPECTS_TOLD = 20;
    /** So many runs of a point are thought of at once. */
    private static final int MOST_AHEAD = 16;

    private final Lineage lineage;
    private final Change change;
    private final Settings settings;
    private final Beliefs beliefs;
    private final Seen seen;

    public Search(Lineage lineage, Change change, Settings settings) {
        this(lineage, change, settings, new Beliefs(lineage, change, settings.noise()), new Seen());
        if (lineage.size() == 0) {
            throw new IllegalArgumentException("nothing to search in");
        }
    }

    private Search(Lineage lineage, Change change, Settings settings, Beliefs beliefs, Seen seen) {
        this.lineage = lineage;
        this.change = change;
        this.settings = settings;
        this.beliefs = beliefs;
        this.seen = seen;
    }

    /** A subject was built; the same image is not run twice. */
    public void built(Subject subject, String image) {
        for (Subject same : seen.built(subject, image)) {
            if (subject instanceof Subject.Point one && same instanceof Subject.Point other) {
                beliefs.alike(one.number(), other.number());
            }
        }
    }

    /** Nothing can be told of a subject. */
    public void untestable(Subject subject, String reason) {
        seen.untestable(subject, reason);
    }

    /** One point could not be tested, and of these the same is likely, for the same reason. */
    public void doubtful(List<Integer> points) {
        seen.doubtful(points);
    }

    /** A subject was run. */
    public void ran(Subject subject, boolean shown) {
        seen.ran(subject, shown);
        beliefs.ran(subject, shown);
    }

    /** It is certain that a suspect makes the same kernel as its first parent, without building both. */
    public void likeItsParent(int suspect) {
        beliefs.alike(suspect, lineage.parents(suspect).get(0));
    }

    /** The suspects that change what the report's call trace names, a list for each function, the innermost first. */
    public void named(List<List<Integer>> byFunction) {
        beliefs.named(byFunction);
    }

    /** How many suspects may still have made the change. */
    public int suspectsLeft() {
        return (int) IntStream.range(0, lineage.size())
                .filter(i -> beliefs.of(i) > settings.doubt() / lineage.size())
                .count();
    }

    /** Whether it is settled that the report is not at a point, where it did not show. */
    public boolean isSettledAbsent(Subject.Point point) {
        return beliefs.presence(point) <= settings.doubt();
    }

    /** What to run next, or the answer. */
    public Plan next() {
        Subject where = end(change == Change.VANISHES);
        Subject whereNot = end(change == Change.APPEARS);
        Optional<Plan> open = ends(where, whereNot);
        if (open.isPresent()) {
            return open.get();
        }
        if (beliefs.contradictory()) {
            return contradiction();
        }
        int likeliest = beliefs.likeliest();
        double chance = beliefs.of(likeliest);
        if (likeliest >= lineage.size() && chance >= settings.confidence()) {
            return new Plan.Over(
                    likeliest == beliefs.never() ? new Answer.Nowhere(chance) : new Answer.Everywhere(chance));
        }
        if (likeliest < lineage.size() && chance >= WORTH_A_CHECK) {
            Optional<Plan> check = check(likeliest, chance);
            if (check.isPresent()) {
                return check.get();
            }
        }
        return best().<Plan>map(Plan.Run::new).orElseGet(() -> inconclusive("what is left cannot be told apart"));
    }

    private Plan contradiction() {
        List<Answer.Suspicion> refuted = IntStream.range(0, lineage.size())
                .filter(i -> refutes(new Subject.Without(i)))
                .mapToObj(i -> new Answer.Suspicion(i, 0))
                .toList();
        return new Plan.Over(new Answer.Inconclusive(
                refuted.isEmpty()
                        ? "the runs contradict each other: the report does not show each time that it could"
                        : "taking it back on top changes nothing: it is not the only cause",
                refuted));
    }

    private boolean refutes(Subject.Without without) {
        return change == Change.APPEARS ? seen.shown(without) > 0 : seen.silent(without) > 0;
    }

    private Subject end(boolean older) {
        return new Subject.Point(older ? Subject.START : lineage.tip());
    }

    /**
     * Ends come first: without them a search means nothing. The older one is the first of them, so that the builder
     * goes through the history once, and back only into its middle.
     */
    private Optional<Plan> ends(Subject where, Subject whereNot) {
        for (Subject end : List.of(where, whereNot)) {
            Optional<String> untestable = seen.untestable(end);
            if (untestable.isPresent()) {
                return Optional.of(inconclusive("an end cannot be tested: " + untestable.get()));
            }
        }
        Subject start = new Subject.Point(Subject.START);
        if (seen.runs(start) == 0) {
            return Optional.of(new Plan.Run(start));
        }
        if (seen.shown(where) == 0 && !hopeless(where)) {
            return Optional.of(new Plan.Run(where));
        }
        if (seen.runs(whereNot) == 0) {
            return Optional.of(new Plan.Run(whereNot));
        }
        boolean misplaced = seen.shown(whereNot) > 0;
        if (seen.shown(where) == 0) {
            return Optional.of(
                    new Plan.Over(misplaced ? new Answer.Swapped() : new Answer.Nowhere(1 - missedAt(where))));
        }
        return misplaced ? Optional.of(new Plan.Over(new Answer.Everywhere(1))) : Optional.empty();
    }

    private double missedAt(Subject subject) {
        return beliefs.missedBy(seen.silent(subject));
    }

    /** To give up here costs the whole search, and to go on only a few runs more. */
    private boolean hopeless(Subject end) {
        return (seen.silent(end) > 0 && missedAt(end) <= settings.doubt() / 10) || exhausted(end);
    }

    private boolean exhausted(Subject subject) {
        return seen.runs(subject) >= settings.mostRuns();
    }

    /** The check of a suspect that is all but convicted: itself, its parents, and the newer end without it. */
    private Optional<Plan> check(int suspect, double chance) {
        boolean appears = change == Change.APPEARS;
        List<Subject> before = new ArrayList<>(
                lineage.parents(suspect).stream().map(Subject.Point::new).toList());
        before.add(new Subject.Without(suspect));
        Subject itself = new Subject.Point(suspect);
        List<Subject> where = appears ? List.of(itself) : before;
        List<Subject> whereNot = appears ? before : List.of(itself);
        for (Subject subject : where) {
            if (seen.shown(subject) == 0) {
                return Optional.of(again(subject, suspect, "does not show"));
            }
        }
        for (Subject subject : whereNot) {
            boolean reverted = subject instanceof Subject.Without;
            if (seen.runs(subject) == 0 || (reverted && missedAt(subject) > settings.doubt())) {
                return Optional.of(again(subject, suspect, "may still show"));
            }
        }
        return chance >= settings.confidence()
                ? Optional.of(new Plan.Over(new Answer.Found(suspect, chance)))
                : Optional.empty();
    }

    private Plan again(Subject subject, int suspect, String otherwise) {
        Optional<String> untestable = seen.untestable(subject);
        if (untestable.isPresent()) {
            return inconclusive(
                    "the last check is missing, " + named(subject, suspect) + " cannot be tested: " + untestable.get());
        }
        return exhausted(subject)
                ? inconclusive("the report " + otherwise + " in " + named(subject, suspect) + " after "
                        + seen.runs(subject) + " runs")
                : new Plan.Run(subject);
    }

    private static String named(Subject subject, int suspect) {
        if (subject instanceof Subject.Without) {
            return "the newer end without it";
        }
        return subject.equals(new Subject.Point(suspect)) ? "itself" : "its parent";
    }

    /** Where a run pays most. */
    private Optional<Subject> best() {
        Outlook outlook = beliefs.outlook();
        record Option(Subject subject, double worth) {}
        return IntStream.range(Subject.START, lineage.size())
                .mapToObj(Subject.Point::new)
                .filter(point -> seen.untestable(point).isEmpty() && !exhausted(point))
                .map(point -> new Option(point, worth(outlook, point)))
                .filter(option -> option.worth() > 1e-9)
                .max(Comparator.comparingDouble(Option::worth))
                .map(Option::subject);
    }

    private double worth(Outlook outlook, Subject.Point point) {
        double setUp = seen.isBuilt(point) ? 0 : settings.setUp();
        int most = settings.noise().isNone() ? 1 : Math.min(MOST_AHEAD, settings.mostRuns() - seen.runs(point));
        return outlook.worth(point.number(), most, setUp) * seen.testable(point.number());
    }

    private Plan inconclusive(String reason) {
        List<Answer.Suspicion> suspects = IntStream.range(0, lineage.size())
                .mapToObj(i -> new Answer.Suspicion(i, beliefs.of(i)))
                .filter(one -> one.chance() > settings.doubt() / lineage.size())
                .sorted(Comparator.comparingDouble((Answer.Suspicion one) -> -one.chance()))
                .limit(SUSPECTS_TOLD)
                .toList();
        return new Plan.Over(new Answer.Inconclusive(reason, suspects));
    }

    /**
     * What will be run next, and what probably after that: to be built, or even run, while it is not known yet. The
     * first is what {@link #next} wants; there is none where the search is over.
     */
    public List<Subject> ahead(int count) {
        record Future(Search search, double chance) {}
        List<Subject> wanted = new ArrayList<>();
        PriorityQueue<Future> futures =
                new PriorityQueue<>(Comparator.comparingDouble((Future future) -> -future.chance()));
        futures.add(new Future(this, 1));
        while (wanted.size() < count && !futures.isEmpty()) {
            Future future = futures.remove();
            if (future.search().next() instanceof Plan.Run run) {
                wanted.add(run.subject());
                double chance = future.search().beliefs.chanceToShow(run.subject());
                Function<Boolean, Search> after = shown -> future.search().after(run.subject(), shown);
                futures.add(new Future(after.apply(true), future.chance() * chance));
                futures.add(new Future(after.apply(false), future.chance() * (1 - chance)));
            }
        }
        return wanted;
    }

    private Search after(Subject subject, boolean shown) {
        Search search = new Search(lineage, change, settings, beliefs.copy(), seen.copy());
        search.ran(subject, shown);
        return search;
    }
}
