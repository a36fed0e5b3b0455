// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which places are tried first. */
class PlaceKindsTest {
    private static final PlaceKinds KINDS = new PlaceKinds(Set.of("callback", "stop"));

    /** A period that ends on processor 1, then its stream stops on processor 3. */
    private static List<Place> stream(long fromNanos) {
        return List.of(
                new Place(fromNanos, 1, "callback", "callback"),
                new Place(fromNanos + 1, 1, "_raw_spin_lock", "_raw_spin_lock"),
                new Place(fromNanos + 2, 1, "_raw_spin_lock", "_raw_spin_lock"),
                new Place(fromNanos + 3, 1, "callback returns", "callback"),
                new Place(fromNanos + 4, 3, "stop", "stop"));
    }

    private static Set<String> distinctKinds(List<Place> places) {
        return Set.copyOf(KINDS.of(places));
    }

    @Test
    void placesOfOneStreamAllDiffer() {
        assertThat(distinctKinds(stream(100))).hasSize(5);
    }

    @Test
    void eachFurtherStreamPassesTheSameKinds() {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            places.addAll(stream(1000L * i));
        }
        assertThat(distinctKinds(places))
                .as("those of the first stream, when the other processor had done nothing, and those of all others")
                .hasSize(9);
    }

    @Test
    void whatTheOtherProcessorDidMakesADifference() {
        List<Place> before = List.of(new Place(1, 3, "stop", "stop"), new Place(2, 1, "callback", "callback"));
        List<Place> after = List.of(new Place(1, 3, "stop returns", "stop"), new Place(2, 1, "callback", "callback"));
        assertThat(KINDS.of(before).get(1)).isNotEqualTo(KINDS.of(after).get(1));
    }

    @Test
    void anotherCallAtTheSameCountIsOfAnotherKind() {
        List<Place> locks =
                List.of(new Place(1, 3, "stop", "stop"), new Place(2, 3, "_raw_spin_lock", "_raw_spin_lock"));
        List<Place> frees = List.of(new Place(1, 3, "stop", "stop"), new Place(2, 3, "kfree", "kfree"));
        assertThat(KINDS.of(locks).get(1)).isNotEqualTo(KINDS.of(frees).get(1));
    }
}
