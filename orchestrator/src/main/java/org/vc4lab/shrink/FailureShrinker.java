// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes a list that fails shorter, such as the switches of a schedule, by delta debugging (Zeller and Hildebrandt,
 * 2002). Few of hundreds of items matter, so each of them is found by a binary search for the shortest beginning that
 * still fails, as in QuickXplain (Junker, 2004), and not by halves of ever smaller size.
 */
public final class FailureShrinker<T> {
    private final FailureTest<T> failureTest;
    private final int mostTests;
    private final BooleanSupplier isLate;
    private final Map<List<T>, Boolean> outcomes = new HashMap<>();
    private boolean outOfTests;

    /** Called once for each list. */
    @FunctionalInterface
    public interface FailureTest<T> {
        boolean fails(List<T> items) throws IOException, InterruptedException;
    }

    /**
     * A list that fails.
     *
     * @param nearestPassing it without one of its items, and passing; empty if it is empty, or if that was not tried
     * @param minimal whether it passes without any one of its items
     */
    public record ShrunkFailure<T>(List<T> items, Optional<List<T>> nearestPassing, boolean minimal) {}

    /**
     * Takes the limits after which the shortest list known to fail is the result.
     *
     * @param mostTests at least 1
     * @param isLate whether no other test may begin; the whole list is always tested
     */
    public FailureShrinker(FailureTest<T> failureTest, int mostTests, BooleanSupplier isLate) {
        if (mostTests < 1) {
            throw new IllegalArgumentException("no test of the whole list: " + mostTests);
        }
        this.failureTest = failureTest;
        this.mostTests = mostTests;
        this.isLate = isLate;
    }

    /** Returns empty if the whole list does not fail. */
    public Optional<ShrunkFailure<T>> shrink(List<T> items) throws IOException, InterruptedException {
        if (!fails(items)) {
            return Optional.empty();
        }
        return Optional.of(shrinkByOne(dropUnneeded(items)));
    }

    /**
     * Leaves out one item at a time, with fewer tests of a list of which most is needed.
     *
     * @param items which fail
     */
    public ShrunkFailure<T> shrinkByOne(List<T> items) throws IOException, InterruptedException {
        List<T> shortest = dropEach(items);
        Optional<List<T>> passing = IntStream.range(0, shortest.size())
                .map(i -> shortest.size() - 1 - i) // the last one is next to the failure
                .mapToObj(i -> without(shortest, i))
                .filter(list -> Boolean.FALSE.equals(outcomes.get(list)))
                .findFirst();
        return new ShrunkFailure<>(shortest, passing, !outOfTests);
    }

    /**
     * What is left and what is needed fails together, all the time. The needed items come behind those that are left.
     */
    private List<T> dropUnneeded(List<T> items) throws IOException, InterruptedException {
        List<T> left = items;
        List<T> needed = List.of();
        while (!left.isEmpty() && !fails(needed)) {
            if (outOfTests) {
                return concat(left, needed);
            }
            int failing = shortestFailingBeginning(left, needed);
            needed = concat(left.subList(failing - 1, failing), needed);
            left = left.subList(0, failing - 1);
        }
        return needed;
    }

    private int shortestFailingBeginning(List<T> left, List<T> needed) throws IOException, InterruptedException {
        int passing = 0;
        int failing = left.size();
        while (failing - passing > 1 && !outOfTests) {
            int middle = (passing + failing) >>> 1;
            if (fails(concat(left.subList(0, middle), needed))) {
                failing = middle;
            } else {
                passing = middle;
            }
        }
        return failing;
    }

    /** An item that was needed may be so no longer when others are gone. */
    private List<T> dropEach(List<T> items) throws IOException, InterruptedException {
        List<T> shortest = items;
        int i = 0;
        while (i < shortest.size() && !outOfTests) {
            List<T> shorter = without(shortest, i);
            if (fails(shorter)) {
                shortest = shorter;
                i = 0;
            } else {
                i++;
            }
        }
        return shortest;
    }

    /** What can no longer be tested counts as passing, so that nothing more is dropped. */
    private boolean fails(List<T> items) throws IOException, InterruptedException {
        Boolean outcome = outcomes.get(items);
        if (outcome == null) {
            if (outcomes.size() == mostTests || (!outcomes.isEmpty() && isLate.getAsBoolean())) {
                outOfTests = true;
                return false;
            }
            List<T> tested = List.copyOf(items);
            outcome = failureTest.fails(tested);
            outcomes.put(tested, outcome);
        }
        return outcome;
    }

    private static <T> List<T> without(List<T> items, int index) {
        return concat(items.subList(0, index), items.subList(index + 1, items.size()));
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
