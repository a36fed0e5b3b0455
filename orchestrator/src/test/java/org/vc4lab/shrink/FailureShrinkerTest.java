// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.vc4lab.shrink.FailureShrinker.FailureTest;
import org.vc4lab.shrink.FailureShrinker.ShrunkFailure;

class FailureShrinkerTest {
    private static final int MOST_TESTS = 60;

    /** As long as the switches of 50 ms. */
    private static final List<Integer> SWITCHES =
            IntStream.range(0, 700).boxed().toList();

    private static ShrunkFailure<Integer> shrink(List<Integer> items, FailureTest<Integer> test, int mostTests)
            throws Exception {
        return new FailureShrinker<>(test, mostTests, () -> false).shrink(items).orElseThrow();
    }

    /** @param tested where each list that is tested goes */
    private static FailureTest<Integer> recorded(FailureTest<Integer> test, List<List<Integer>> tested) {
        return items -> {
            tested.add(items);
            return test.fails(items);
        };
    }

    @Property(tries = 300)
    void upToThreeOfSevenHundredAreFoundInSixtyTests(@ForAll @Size(max = 3) Set<@IntRange(max = 699) Integer> needed)
            throws Exception {
        ShrunkFailure<Integer> shrunk = shrink(SWITCHES, items -> items.containsAll(needed), MOST_TESTS);

        assertThat(shrunk.items()).isEqualTo(needed.stream().sorted().toList());
        assertThat(shrunk.minimal()).isTrue();
        assertThat(shrunk.nearestPassing().isPresent()).isEqualTo(!needed.isEmpty());
    }

    /** Without a switch the run is another one from there on, so a longer list may pass and a shorter one fail. */
    @Property(tries = 1000)
    void theResultFailsAndNoneOfItCanBeLeftOut(
            @ForAll @IntRange(max = 40) int length,
            @ForAll int seed,
            @ForAll @IntRange(min = 1, max = 9) int failingOneIn,
            @ForAll @IntRange(min = 1, max = 300) int mostTests)
            throws Exception {
        List<Integer> whole = SWITCHES.subList(0, length);
        List<List<Integer>> tested = new ArrayList<>();
        FailureTest<Integer> chaotic =
                items -> items.equals(whole) || Math.floorMod(31 * seed + items.hashCode() * 7919, failingOneIn) == 0;

        ShrunkFailure<Integer> shrunk = shrink(whole, recorded(chaotic, tested), mostTests);

        assertThat(chaotic.fails(shrunk.items())).isTrue();
        assertThat(shrunk.items()).isSorted().isSubsetOf(whole);
        assertThat(tested).hasSizeLessThanOrEqualTo(mostTests);
        assertThat(new HashSet<>(tested)).as("no list is tested twice").hasSameSizeAs(tested);
        if (tested.size() < mostTests) {
            assertThat(shrunk.minimal()).isTrue();
        }
        if (shrunk.minimal()) {
            for (int i = 0; i < shrunk.items().size(); i++) {
                List<Integer> shorter = new ArrayList<>(shrunk.items());
                shorter.remove(i);
                assertThat(chaotic.fails(shorter))
                        .as(() -> "without an item: " + shorter)
                        .isFalse();
            }
        }
    }

    @Test
    void theNearestPassingListIsTheResultWithoutOneItem() throws Exception {
        ShrunkFailure<Integer> shrunk = shrink(SWITCHES, items -> items.containsAll(List.of(3, 90, 500)), MOST_TESTS);

        assertThat(shrunk.items()).containsExactly(3, 90, 500);
        assertThat(shrunk.nearestPassing()).contains(List.of(3, 90));
    }

    @Test
    void whatFailsWithoutAnyItemIsEmpty() throws Exception {
        List<List<Integer>> tested = new ArrayList<>();

        assertThat(shrink(SWITCHES, recorded(items -> true, tested), MOST_TESTS))
                .isEqualTo(new ShrunkFailure<>(List.of(), Optional.empty(), true));
        assertThat(tested).hasSize(2);
    }

    @Test
    void aListThatPassesHasNoResult() throws Exception {
        assertThat(new FailureShrinker<Integer>(items -> false, MOST_TESTS, () -> false).shrink(SWITCHES))
                .isEmpty();
    }

    @Test
    void withoutTestsLeftTheShortestKnownListIsTheResult() throws Exception {
        List<List<Integer>> tested = new ArrayList<>();
        ShrunkFailure<Integer> shrunk =
                shrink(SWITCHES, recorded(items -> items.contains(100) && items.contains(200), tested), 5);

        assertThat(shrunk.minimal()).isFalse();
        assertThat(shrunk.items()).contains(100, 200).hasSizeLessThan(SWITCHES.size());
        assertThat(tested).hasSize(5);
    }

    /** A list is looked up by its items' hash codes, so their number is the work. */
    @Test
    void withoutTestsLeftItEndsAtOnce() throws Exception {
        AtomicLong hashed = new AtomicLong();
        List<CountedItem> items =
                IntStream.range(0, 700).mapToObj(i -> new CountedItem(hashed)).toList();
        ShrunkFailure<CountedItem> shrunk = new FailureShrinker<CountedItem>(list -> list.size() > 690, 5, () -> false)
                .shrink(items)
                .orElseThrow();

        assertThat(shrunk.minimal()).isFalse();
        assertThat(hashed).hasValueLessThan(2 * 700 * 700);
    }

    private record CountedItem(AtomicLong hashed) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            hashed.incrementAndGet();
            return System.identityHashCode(this);
        }
    }

    @Test
    void needsATestOfTheWholeList() {
        assertThatThrownBy(() -> new FailureShrinker<Integer>(items -> true, 0, () -> false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTestThatCannotBeRunEndsIt() {
        FailureShrinker<Integer> shrinker = new FailureShrinker<>(
                items -> {
                    throw new IOException("the emulator died");
                },
                MOST_TESTS,
                () -> false);

        assertThatThrownBy(() -> shrinker.shrink(SWITCHES)).hasMessage("the emulator died");
    }
}
