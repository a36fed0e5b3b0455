// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.vc4lab.exec.JsonLines;
import org.vc4lab.explore.PlaceFinder.ReadPlaces;
import org.vc4lab.explore.TracedRuns.Group;
import org.vc4lab.explore.TracedRuns.RunKey;
import org.vc4lab.explore.TracedRuns.TracedRun;
import org.vc4lab.explore.TracingTester.TracedResult;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;

/**
 * Holds processors at places, systematically: at none, then at each one, then at one and, while that processor is held,
 * another one at each place that it comes to. Each list is tried once, in a random order: one of each kind of place,
 * one of each kind of pair, and then the other places. When none is left, processors are held at three places that are
 * drawn.
 *
 * <p>A round of seeds has an order of its own. Its number is the seed of the moments that hardware is free to choose;
 * in the first round, 0, they are those of the fixed schedule.
 */
final class PlaceSchedules implements SeededSchedules {
    static final long SEEDS_OF_A_ROUND = 1_000_000;

    private final ExplorationPlan plan;
    private final TracingTester tester;
    private final PlaceFinder finder;
    private final TracedRuns runs;
    private final PlaceKinds placeKinds;
    private final Map<Long, Singles> singlesOfRounds = new ConcurrentHashMap<>();
    private final Map<Long, List<HeldPlaces>> pairs = new ConcurrentHashMap<>();

    /** Takes the plan, whose windows are known. Runs with at most one place are traced, to find others. */
    PlaceSchedules(ExplorationPlan plan, TracingTester tester, PlaceFinder finder, JsonLines<PlaceRun> journal) {
        this.plan = plan;
        this.tester = tester;
        this.finder = finder;
        this.placeKinds = new PlaceKinds(finder.functions());
        this.runs = new TracedRuns(journal, this::trace);
    }

    private record OrderInGroup(Group group, String order) {}

    /** Processors of a group that are held at places. */
    private record HeldPlaces(Group group, List<Place> places) {}

    private static long roundOf(long seed) {
        return (seed - 1) / SEEDS_OF_A_ROUND;
    }

    private static int numberOf(long seed) {
        return (int) ((seed - 1) % SEEDS_OF_A_ROUND);
    }

    private List<Group> groups(long round) {
        return IntStream.range(0, plan.windows().size() * Schedule.PROCESSORS)
                .mapToObj(i -> new Group(
                        round, i % plan.windows().size(), i / plan.windows().size()))
                .toList();
    }

    @Override
    public boolean has(long seed) throws IOException, InterruptedException {
        long round = roundOf(seed);
        return numberOf(seed) < groups(round).size() || !singles(round).keys().isEmpty();
    }

    @Override
    public Schedule schedule(long seed) throws IOException, InterruptedException {
        return schedule(heldAt(roundOf(seed), numberOf(seed)));
    }

    private Schedule schedule(HeldPlaces held) {
        TimeWindow window = plan.windows().get(held.group().window());
        return new Schedule(
                SchedulePolicy.LIST,
                held.group().round(),
                0,
                Optional.of(window),
                HeldProcessors.points(held.group().first(), window.fromNanos(), held.places()));
    }

    @Override
    public ScheduleResult test(long seed) throws IOException, InterruptedException {
        Optional<RunKey> traced = tracedAt(roundOf(seed), numberOf(seed));
        Optional<ScheduleResult> earlier =
                traced.isPresent() ? runs.run(traced.get()).result() : Optional.empty();
        ScheduleResult result = earlier.isPresent() ? earlier.get() : tester.test(schedule(seed));
        return result.withSeed(seed);
    }

    /**
     * The lists with one place.
     *
     * @param keys one of each kind, then the others
     * @param kinds how many kinds there are
     */
    private record Singles(List<RunKey> keys, int kinds) {}

    /** A list with one place at most; empty for others. */
    private Optional<RunKey> tracedAt(long round, int number) throws IOException, InterruptedException {
        List<Group> groups = groups(round);
        if (number < groups.size()) {
            return Optional.of(new RunKey(groups.get(number), PlaceRun.NONE));
        }
        Singles singles = singles(round);
        int index = number - groups.size();
        if (index < singles.kinds()) {
            return Optional.of(singles.keys().get(index));
        }
        int behindPairs = index - pairs(round).size();
        return behindPairs >= singles.kinds() && behindPairs < singles.keys().size()
                ? Optional.of(singles.keys().get(behindPairs))
                : Optional.empty();
    }

    private HeldPlaces heldAt(long round, int number) throws IOException, InterruptedException {
        Optional<RunKey> traced = tracedAt(round, number);
        if (traced.isPresent()) {
            return heldIn(traced.get());
        }
        List<HeldPlaces> ofTwo = pairs(round);
        int index = number - groups(round).size() - singles(round).kinds();
        return index < ofTwo.size() ? ofTwo.get(index) : draw(round, number, ofTwo);
    }

    private HeldPlaces heldIn(RunKey key) throws IOException, InterruptedException {
        return new HeldPlaces(
                key.group(),
                key.held() == PlaceRun.NONE
                        ? List.of()
                        : List.of(places(key.group()).get(key.held())));
    }

    /** One place more than those of which none is left. */
    private HeldPlaces draw(long round, int number, List<HeldPlaces> ofTwo) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(round * SEEDS_OF_A_ROUND + number);
        List<RunKey> singles = singles(round).keys();
        HeldPlaces drawn = ofTwo.isEmpty()
                ? heldIn(singles.get(random.nextInt(singles.size())))
                : ofTwo.get(random.nextInt(ofTwo.size()));
        List<Place> places = places(drawn.group());
        List<Place> longer = new ArrayList<>(drawn.places());
        longer.add(places.get(random.nextInt(places.size())));
        return new HeldPlaces(drawn.group(), longer);
    }

    private List<Place> places(Group group) throws IOException, InterruptedException {
        return run(new RunKey(group, PlaceRun.NONE)).places();
    }

    private Singles singles(long round) throws IOException, InterruptedException {
        Singles earlier = singlesOfRounds.get(round);
        if (earlier != null) {
            return earlier;
        }
        Map<RunKey, String> kinds = new LinkedHashMap<>();
        for (Group group : groups(round)) {
            List<String> kindsOfRun = placeKinds.of(places(group));
            for (int i = 0; i < kindsOfRun.size(); i++) {
                kinds.put(new RunKey(group, i), kindsOfRun.get(i));
            }
        }
        Map<RunKey, String> shuffled = shuffled(kinds, round);
        Set<RunKey> keys = new LinkedHashSet<>(PlaceKinds.firstOfEach(shuffled));
        int kindCount = keys.size();
        keys.addAll(shuffled.keySet());
        Singles singles = new Singles(List.copyOf(keys), kindCount);
        singlesOfRounds.put(round, singles);
        return singles;
    }

    /**
     * One of each kind, of the runs that were first of theirs. Of runs whose orders are the same only one counts, and
     * none in which holding the processor changed nothing.
     */
    private List<HeldPlaces> pairs(long round) throws IOException, InterruptedException {
        List<HeldPlaces> earlier = pairs.get(round);
        if (earlier != null) {
            return earlier;
        }
        Map<HeldPlaces, String> kinds = new LinkedHashMap<>();
        Set<OrderInGroup> orders = new HashSet<>();
        for (Group group : groups(round)) {
            orders.add(new OrderInGroup(
                    group, run(new RunKey(group, PlaceRun.NONE)).order()));
        }
        Singles singles = singles(round);
        for (RunKey key : singles.keys().subList(0, singles.kinds())) {
            PlaceRun run = run(key);
            if (orders.add(new OrderInGroup(key.group(), run.order()))) {
                Place first = places(key.group()).get(key.held());
                List<String> secondKinds = placeKinds.of(run.places());
                for (int i = 0; i < secondKinds.size(); i++) {
                    Place second = run.places().get(i);
                    kinds.put(
                            new HeldPlaces(key.group(), List.of(first, second)), key + ", then " + secondKinds.get(i));
                }
            }
        }
        List<HeldPlaces> firsts = PlaceKinds.firstOfEach(shuffled(kinds, round));
        pairs.put(round, firsts);
        return firsts;
    }

    /** What was tried of the plan's first round. Runs nothing. */
    @Override
    public Optional<PlaceCoverage> coverage(List<ScheduleResult> results) throws IOException, InterruptedException {
        long round = roundOf(plan.firstSeed());
        List<Group> groups = groups(round);
        if (!groups.stream().allMatch(group -> runs.isKnown(new RunKey(group, PlaceRun.NONE)))) {
            return Optional.empty();
        }
        int places = 0;
        boolean cut = false;
        for (Group group : groups) {
            PlaceRun run = run(new RunKey(group, PlaceRun.NONE));
            places += run.places().size();
            cut |= run.cut();
        }
        Singles singles = singles(round);
        boolean pairsKnown = singles.keys().stream().limit(singles.kinds()).allMatch(runs::isKnown);
        int ofTwo = pairsKnown ? pairs(round).size() : 0;
        int kindsEnd = groups.size() + singles.kinds();
        int pairsEnd = kindsEnd + ofTwo;
        return Optional.of(new PlaceCoverage(
                places,
                countBetween(results, round, groups.size(), kindsEnd)
                        + (pairsKnown ? countBetween(results, round, pairsEnd, groups.size() + places + ofTwo) : 0),
                pairsKnown ? Optional.of(ofTwo) : Optional.empty(),
                countBetween(results, round, kindsEnd, pairsEnd),
                cut));
    }

    private static int countBetween(List<ScheduleResult> results, long round, int from, int until) {
        return (int) results.stream()
                .map(ScheduleResult::seed)
                .filter(seed -> roundOf(seed) == round && numberOf(seed) >= from && numberOf(seed) < until)
                .count();
    }

    private static <T> Map<T, String> shuffled(Map<T, String> kinds, long round) {
        List<T> values = new ArrayList<>(kinds.keySet());
        Collections.shuffle(values, new Random(round));
        Map<T, String> shuffled = new LinkedHashMap<>();
        values.forEach(value -> shuffled.put(value, kinds.getOrDefault(value, "")));
        return shuffled;
    }

    private PlaceRun run(RunKey key) throws IOException, InterruptedException {
        return runs.run(key).run();
    }

    private TracedRun trace(RunKey key) throws IOException, InterruptedException {
        Group group = key.group();
        HeldPlaces held = heldIn(key);
        TracedResult traced = tester.trace(schedule(held), finder);
        List<Place> places = traced.read().map(ReadPlaces::places).orElse(List.of());
        PlaceRun run = new PlaceRun(
                group.round(),
                group.window(),
                group.first(),
                key.held(),
                PlaceRun.orderOf(places),
                held.places().isEmpty()
                        ? PlaceRun.contended(places)
                        : PlaceRun.whileHeld(held.places().get(0), places),
                traced.read().filter(ReadPlaces::cut).isPresent());
        return new TracedRun(run, Optional.of(traced.result()), traced.read().isPresent());
    }
}
