// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vc4lab.source.Sha256;

/**
 * What a run with at most one held processor showed of the places.
 *
 * @param round of {@link PlaceSchedules}
 * @param window its number
 * @param first the processor that is the first of the order
 * @param held the number of the place at which a processor was held; {@link #NONE}
 * @param order equal if processors came to the same places in the same order
 * @param places without a held processor those near others' places, otherwise those to which others came while it was
 *     held
 * @param cut whether there were more calls than the witness writes, so that places are missing
 */
record PlaceRun(
        @JsonProperty("round") long round,
        @JsonProperty("window") int window,
        @JsonProperty("first") int first,
        @JsonProperty("held") int held,
        @JsonProperty("order") String order,
        @JsonProperty("places") List<Place> places,
        @JsonProperty("cut") boolean cut) {
    static final int NONE = -1;

    private static final int HASH_DIGITS = 16;

    /** A processor is held for as long as others have something to do, which is rarely longer. */
    private static final long REACH_NANOS = 5_000_000;

    PlaceRun {
        places = List.copyOf(places);
    }

    static String orderOf(List<Place> places) {
        return Sha256.of(places.stream()
                        .map(passed -> passed.cpu() + " " + passed.what())
                        .collect(Collectors.joining("\n")))
                .substring(0, HASH_DIGITS);
    }

    /** Those near a place of another processor. */
    static List<Place> contended(List<Place> places) {
        return IntStream.range(0, places.size())
                .filter(i -> isNear(places.get(i), nearestOther(i, -1, places))
                        || isNear(places.get(i), nearestOther(i, 1, places)))
                .mapToObj(places::get)
                .toList();
    }

    private static Optional<Place> nearestOther(int index, int step, List<Place> places) {
        int cpu = places.get(index).cpu();
        return IntStream.iterate(index + step, i -> i >= 0 && i < places.size(), i -> i + step)
                .mapToObj(places::get)
                .filter(passed -> passed.cpu() != cpu)
                .findFirst();
    }

    static boolean isNear(Place passed, Place other) {
        return Math.abs(other.atNanos() - passed.atNanos()) <= REACH_NANOS;
    }

    private static boolean isNear(Place passed, Optional<Place> other) {
        return other.filter(otherPlace -> isNear(passed, otherPlace)).isPresent();
    }

    /** The places of others behind one, before its own processor comes to another. */
    static List<Place> whileHeld(Place held, List<Place> places) {
        return places.stream()
                .filter(passed -> passed.atNanos() > held.atNanos())
                .takeWhile(passed -> passed.cpu() != held.cpu())
                .toList();
    }
}
