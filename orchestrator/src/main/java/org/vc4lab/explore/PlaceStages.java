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
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vc4lab.explore.TracedRuns.Group;
import org.vc4lab.explore.TracedRuns.RunKey;
import org.vc4lab.guest.Schedule;

/**
 * The lists of a round of seeds, stage by stage. What a stage has is known when all of the one before ran. Called from
 * several threads.
 */
final class PlaceStages {
    private final List<Group> groups;
    private final PlaceFinder finder;
    private final PlaceReader reader;
    private final PlaceKinds placeKinds;
    private final long shuffleSeed;
    private final List<List<HeldPlaces>> stages = Collections.synchronizedList(new ArrayList<>());
    private final Set<HeldPlaces> singles = new LinkedHashSet<>(); // of all stages, with those that hold nothing
    private final Set<String> triedKinds = new HashSet<>();

    /** Takes the groups of a round, of which at least one run holds nothing. */
    PlaceStages(List<Group> groups, PlaceFinder finder, PlaceReader reader, long shuffleSeed) {
        this.groups = List.copyOf(groups);
        this.finder = finder;
        this.reader = reader;
        this.placeKinds = new PlaceKinds(finder.functions());
        this.shuffleSeed = shuffleSeed;
    }

    /** What a stage holds processors at. */
    enum StageKind {
        /** Nothing: a list for each group. */
        NOTHING,
        /** One of each kind of place in functions that the candidate changes. */
        CHANGED_KINDS,
        /** One of each kind of pair of those. */
        CHANGED_PAIRS,
        /** One of each other kind of place. */
        OTHER_KINDS,
        /** One of each other kind of pair. */
        OTHER_PAIRS,
        /** All other places. */
        OTHER_PLACES;

        boolean isOfPairs() {
            return this == CHANGED_PAIRS || this == OTHER_PAIRS;
        }
    }

    /**
     * A stage.
     *
     * @param first only of groups with this first processor; empty for all
     */
    record Stage(StageKind held, OptionalInt first) {
        /** What the candidate changes is held at in groups with one first processor, then in those with the next. */
        private static final List<Stage> ALL = Stream.concat(
                        IntStream.range(0, Schedule.PROCESSORS).boxed().flatMap(first -> Stream.of(
                                        StageKind.NOTHING, StageKind.CHANGED_KINDS, StageKind.CHANGED_PAIRS)
                                .map(held -> new Stage(held, OptionalInt.of(first)))),
                        Stream.of(StageKind.OTHER_KINDS, StageKind.OTHER_PAIRS, StageKind.OTHER_PLACES)
                                .map(held -> new Stage(held, OptionalInt.empty())))
                .toList();

        static List<Stage> all() {
            return ALL;
        }
    }

    /**
     * Processors of a group that are held at places.
     *
     * @param key of the run that is traced; empty for more than one place
     */
    record HeldPlaces(Group group, List<Place> places, Optional<RunKey> key) {
        HeldPlaces {
            places = List.copyOf(places);
        }

        HeldPlaces with(Place another) {
            return new HeldPlaces(
                    group, Stream.concat(places.stream(), Stream.of(another)).toList(), Optional.empty());
        }
    }

    private record OrderInGroup(Group group, String order) {}

    /** Traces runs, each of them once. */
    interface PlaceReader {
        PlaceRun read(HeldPlaces held) throws IOException, InterruptedException;
    }

    static HeldPlaces nothingHeld(Group group) {
        return new HeldPlaces(group, List.of(), Optional.of(new RunKey(group, PlaceRun.NONE)));
    }

    /** The lists of a stage, by its number; runs what is in those before it, once each. */
    List<HeldPlaces> lists(int stage) throws IOException, InterruptedException {
        return stage < stages.size() ? stages.get(stage) : compute(stage);
    }

    private synchronized List<HeldPlaces> compute(int last) throws IOException, InterruptedException {
        while (stages.size() <= last) {
            Stage stage = Stage.all().get(stages.size());
            List<Group> ofStage = groups.stream()
                    .filter(group -> stage.first().isEmpty()
                            || group.first() == stage.first().getAsInt())
                    .toList();
            stages.add(List.copyOf(
                    switch (stage.held()) {
                        case NOTHING ->
                            ofStage.stream().map(PlaceStages::nothingHeld).toList();
                        case CHANGED_KINDS -> newOfEachKind(singles(ofStage, finder::isChanged));
                        case OTHER_KINDS -> newOfEachKind(singles(ofStage, held -> true));
                        case CHANGED_PAIRS -> newOfEachKind(pairs(finder::isChanged));
                        case OTHER_PAIRS -> newOfEachKind(pairs(second -> true));
                        case OTHER_PLACES ->
                            singles(ofStage, held -> true).keySet().stream()
                                    .filter(held -> !singles.contains(held))
                                    .toList();
                    }));
            if (!stage.held().isOfPairs()) {
                singles.addAll(stages.get(stages.size() - 1));
            }
        }
        return stages.get(last);
    }

    private List<HeldPlaces> newOfEachKind(Map<HeldPlaces, String> kinds) {
        return shuffled(kinds).entrySet().stream()
                .filter(list -> triedKinds.add(list.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Lists with one place, with their kinds. */
    private Map<HeldPlaces, String> singles(List<Group> ofStage, Predicate<Place> isOfStage)
            throws IOException, InterruptedException {
        Map<HeldPlaces, String> kinds = new LinkedHashMap<>();
        for (Group group : ofStage) {
            List<Place> places = reader.read(nothingHeld(group)).places();
            List<String> kindsOfRun = placeKinds.of(places);
            for (int i = 0; i < kindsOfRun.size(); i++) {
                if (isOfStage.test(places.get(i))) {
                    RunKey key = new RunKey(group, i);
                    kinds.put(new HeldPlaces(group, List.of(places.get(i)), Optional.of(key)), kindsOfRun.get(i));
                }
            }
        }
        return kinds;
    }

    /**
     * Lists with two places, of all those with one that were in a stage. Of runs whose orders are the same only one
     * counts, and none in which holding the processor changed nothing.
     */
    private Map<HeldPlaces, String> pairs(Predicate<Place> isOfStage) throws IOException, InterruptedException {
        Map<HeldPlaces, String> kinds = new LinkedHashMap<>();
        Set<OrderInGroup> orders = new HashSet<>();
        for (HeldPlaces first : singles) {
            PlaceRun run = reader.read(first);
            boolean isNew = orders.add(new OrderInGroup(first.group(), run.order()));
            if (isNew && !first.places().isEmpty()) {
                List<String> secondKinds = placeKinds.of(run.places());
                for (int i = 0; i < secondKinds.size(); i++) {
                    if (isOfStage.test(run.places().get(i))) {
                        kinds.put(first.with(run.places().get(i)), first.key() + ", then " + secondKinds.get(i));
                    }
                }
            }
        }
        return kinds;
    }

    private <T> Map<T, String> shuffled(Map<T, String> kinds) {
        List<T> values = new ArrayList<>(kinds.keySet());
        Collections.shuffle(values, new Random(shuffleSeed));
        Map<T, String> shuffled = new LinkedHashMap<>();
        values.forEach(value -> shuffled.put(value, kinds.getOrDefault(value, "")));
        return shuffled;
    }
}
