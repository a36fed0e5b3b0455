// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.util.ArrayList;
import java.util.List;
import org.vc4lab.cli.Symbols.Place;

/**
 * Reads what {@code addr2line -a -f -i} prints: an address, then a line each for function and place, innermost first.
 */
final class SymbolLines {
    private SymbolLines() {}

    static List<List<Place>> places(List<String> lines, int addresses) {
        List<List<Place>> all = new ArrayList<>();
        int i = 0;
        while (i < lines.size()) {
            List<Place> places = new ArrayList<>();
            for (i++; i + 1 < lines.size() && !lines.get(i).startsWith("0x"); i += 2) {
                add(places, lines.get(i), lines.get(i + 1));
            }
            all.add(marked(places));
        }
        while (all.size() < addresses) {
            all.add(List.of());
        }
        return all;
    }

    private static void add(List<Place> places, String function, String place) {
        int colon = place.lastIndexOf(':');
        String number = place.substring(colon + 1).split(" ", 2)[0];
        boolean known = colon > 0
                && !place.startsWith("?")
                && !number.isEmpty()
                && number.chars().allMatch(Character::isDigit);
        if (known) {
            places.add(new Place(function, place.substring(0, colon), Integer.parseInt(number), false));
        }
    }

    /** All but the outermost were inlined into the next. */
    private static List<Place> marked(List<Place> places) {
        List<Place> marked = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            marked.add(new Place(place.function(), place.file(), place.line(), i + 1 < places.size()));
        }
        return List.copyOf(marked);
    }
}
