// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.vc4lab.exec.JsonLines;
import org.vc4lab.explore.PlaceFinder.ReadPlaces;
import org.vc4lab.explore.PlaceStages.HeldPlaces;
import org.vc4lab.explore.PlaceStages.Stage;
import org.vc4lab.explore.PlaceStages.StageKind;
import org.vc4lab.explore.TracedRuns.Group;
import org.vc4lab.explore.TracedRuns.RunKey;
import org.vc4lab.explore.TracedRuns.TracedRun;
import org.vc4lab.explore.TracingTester.TracedResult;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;

/**
 * Holds processors at places, systematically: at none, then at each one, and at one and, while that processor is held,
 * another one at each place that it comes to. Each list is tried once, in a random order within its stage. When none is
 * left, processors are held at one more place, which is drawn.
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
    private final Map<Long, PlaceStages> stagesOfRounds = new ConcurrentHashMap<>();

    /** Takes the plan, whose windows are known. Runs with at most one place are traced, to find others. */
    PlaceSchedules(ExplorationPlan plan, TracingTester tester, PlaceFinder finder, JsonLines<PlaceRun> journal) {
        this.plan = plan;
        this.tester = tester;
        this.finder = finder;
        this.runs = new TracedRuns(journal, this::trace);
    }

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

    private PlaceStages stages(long round) {
        return stagesOfRounds.computeIfAbsent(
                round, number -> new PlaceStages(groups(number), finder, this::run, number));
    }

    @Override
    public boolean has(long seed) throws IOException, InterruptedException {
        long round = roundOf(seed);
        if (numberOf(seed) < groups(round).size()) {
            return true;
        }
        for (Group group : groups(round)) {
            if (!run(PlaceStages.nothingHeld(group)).places().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Schedule schedule(long seed) throws IOException, InterruptedException {
        return schedule(heldAt(roundOf(seed), numberOf(seed)));
    }

    private Schedule schedule(HeldPlaces held) {
        TimeWindow window = plan.windows().get(held.group().window());
        return plan.withoutGauge(new Schedule(
                SchedulePolicy.LIST,
                held.group().round(),
                0,
                Optional.of(window),
                HeldProcessors.points(held.group().first(), window.fromNanos(), held.places())));
    }

    @Override
    public ScheduleResult test(long seed) throws IOException, InterruptedException {
        HeldPlaces held = heldAt(roundOf(seed), numberOf(seed));
        Optional<ScheduleResult> earlier =
                held.key().isPresent() ? runs.run(held.key().get()).result() : Optional.empty();
        ScheduleResult result = earlier.isPresent() ? earlier.get() : tester.test(schedule(held));
        return result.withSeed(seed);
    }

    private HeldPlaces heldAt(long round, int number) throws IOException, InterruptedException {
        int index = number;
        for (int stage = 0; stage < Stage.all().size(); stage++) {
            List<HeldPlaces> lists = stages(round).lists(stage);
            if (index < lists.size()) {
                return lists.get(index);
            }
            index -= lists.size();
        }
        return draw(round, number);
    }

    /** One place more than those of which none is left. */
    private HeldPlaces draw(long round, int number) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(round * SEEDS_OF_A_ROUND + number);
        List<HeldPlaces> longest = longestLists(round);
        HeldPlaces drawn = longest.get(random.nextInt(longest.size()));
        List<Place> places = run(PlaceStages.nothingHeld(drawn.group())).places();
        return drawn.with(places.get(random.nextInt(places.size())));
    }

    /** Those of pairs, or of single places if there are none; {@link #has} knows that there are some. */
    private List<HeldPlaces> longestLists(long round) throws IOException, InterruptedException {
        for (boolean ofPairs : List.of(true, false)) {
            List<HeldPlaces> lists = new ArrayList<>();
            for (int stage = 0; stage < Stage.all().size(); stage++) {
                StageKind held = Stage.all().get(stage).held();
                if (held != StageKind.NOTHING && held.isOfPairs() == ofPairs) {
                    lists.addAll(stages(round).lists(stage));
                }
            }
            if (!lists.isEmpty()) {
                return lists;
            }
        }
        throw new IllegalStateException("no place of round " + round);
    }

    /** What was tried of the plan's first round. Runs nothing. */
    @Override
    public Optional<PlaceCoverage> coverage(List<ScheduleResult> results) throws IOException, InterruptedException {
        long round = roundOf(plan.firstSeed());
        List<HeldPlaces> known = groups(round).stream()
                .map(PlaceStages::nothingHeld)
                .filter(nothing -> runs.isKnown(nothing.key().orElseThrow()))
                .toList();
        return known.isEmpty() ? Optional.empty() : Optional.of(coverage(results, known, round));
    }

    private PlaceCoverage coverage(List<ScheduleResult> results, List<HeldPlaces> known, long round)
            throws IOException, InterruptedException {
        int places = 0;
        boolean cut = false;
        for (HeldPlaces nothing : known) {
            PlaceRun run = run(nothing);
            places += run.places().size();
            cut |= run.cut();
        }
        int held = 0;
        int heldPairs = 0;
        int pairs = 0;
        int begin = 0;
        int stage = 0;
        boolean isKnown = true; // without running anything
        for (; stage < Stage.all().size() && isKnown; stage++) {
            List<HeldPlaces> lists = stages(round).lists(stage);
            int tried = countBetween(results, round, begin, begin + lists.size());
            StageKind heldInStage = Stage.all().get(stage).held();
            held += heldInStage == StageKind.NOTHING || heldInStage.isOfPairs() ? 0 : tried;
            heldPairs += heldInStage.isOfPairs() ? tried : 0;
            pairs += heldInStage.isOfPairs() ? lists.size() : 0;
            begin += lists.size();
            isKnown = lists.stream().flatMap(each -> each.key().stream()).allMatch(runs::isKnown);
        }
        Optional<Integer> allPairs = stage == Stage.all().size() ? Optional.of(pairs) : Optional.empty();
        boolean partial = known.size() < groups(round).size();
        return new PlaceCoverage(places, held, allPairs, heldPairs, cut, partial);
    }

    private static int countBetween(List<ScheduleResult> results, long round, int from, int until) {
        return (int) results.stream()
                .map(ScheduleResult::seed)
                .filter(seed -> roundOf(seed) == round && numberOf(seed) >= from && numberOf(seed) < until)
                .count();
    }

    private PlaceRun run(HeldPlaces held) throws IOException, InterruptedException {
        return runs.run(held.key().orElseThrow()).run();
    }

    private TracedRun trace(RunKey key) throws IOException, InterruptedException {
        Group group = key.group();
        List<Place> held = key.held() == PlaceRun.NONE
                ? List.of()
                : List.of(run(PlaceStages.nothingHeld(group)).places().get(key.held()));
        TracedResult traced = tester.trace(schedule(new HeldPlaces(group, held, Optional.of(key))), finder);
        List<Place> places = traced.read().map(ReadPlaces::places).orElse(List.of());
        PlaceRun run = new PlaceRun(
                group.round(),
                group.window(),
                group.first(),
                key.held(),
                PlaceRun.orderOf(places),
                held.isEmpty() ? PlaceRun.contended(places) : PlaceRun.whileHeld(held.get(0), places),
                traced.read().filter(ReadPlaces::cut).isPresent());
        return new TracedRun(run, Optional.of(traced.result()), traced.read().isPresent());
    }
}
