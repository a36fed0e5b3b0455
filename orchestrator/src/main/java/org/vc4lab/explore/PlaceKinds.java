// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which places are alike: the same call after the same function of the changed files, while the other processors are
 * behind the same one. A stream that starts fifty times passes fifty of each kind.
 *
 * @param functions of the changed files
 */
record PlaceKinds(Set<String> functions) {
    private static final int NO_PROCESSOR = -1;

    /** What a processor did last in the changed files, and how many places it has passed since. */
    private record ReachedPlace(String lastPlace, int passed) {
        static final ReachedPlace NONE = new ReachedPlace("", 0);

        ReachedPlace pass() {
            return new ReachedPlace(lastPlace, passed + 1);
        }
    }

    /** The kind of each place; equal ones have equal texts. */
    List<String> of(List<Place> places) {
        Map<Integer, ReachedPlace> reachedPlaces = new HashMap<>();
        List<String> kinds = new ArrayList<>();
        int before = NO_PROCESSOR;
        int other = NO_PROCESSOR; // the newest that is another one
        for (Place each : places) {
            other = before == each.cpu() ? other : before;
            before = each.cpu();
            ReachedPlace reached = functions.contains(each.function())
                    ? new ReachedPlace(each.what(), 0)
                    : reachedPlaces.getOrDefault(each.cpu(), ReachedPlace.NONE).pass();
            reachedPlaces.put(each.cpu(), reached);
            String otherPlace =
                    reachedPlaces.getOrDefault(other, ReachedPlace.NONE).lastPlace();
            kinds.add(reached.lastPlace() + " + " + reached.passed() + " " + each.what() + " while " + otherPlace);
        }
        return kinds;
    }
}
