// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Optional;

/**
 * How many of the lists of the policy {@code places} were tried, in all windows: a share, and no probability.
 *
 * @param places at which a processor can be held
 * @param held at how many of them one was
 * @param pairs kinds of pairs of places, the second one while the processor of the first is held; empty until one place
 *     of each kind was tried, because only then all are known
 * @param heldPairs at how many of them processors were held, once each
 * @param cut whether there are more places, as runs had more calls than the witness writes
 * @param partial whether further schedules show more places
 */
public record PlaceCoverage(
        @JsonProperty("places") int places,
        @JsonProperty("held") int held,
        @JsonProperty("pairs") @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Integer> pairs,
        @JsonProperty("heldPairs") int heldPairs,
        @JsonProperty("cut") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean cut,
        @JsonProperty("partial") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean partial) {
    String describe() {
        String cutNote = cut ? "; more places are not known, as the witness does not write so many calls" : "";
        return describeKnown() + cutNote;
    }

    private String describeKnown() {
        if (places == 0 && !partial) {
            return "No two processors execute functions of the changed files at nearly the same time, so there is no"
                    + " place to hold one at: choose another policy, such as --policy random";
        }
        String ofOne =
                String.format(Locale.ROOT, "Held a processor at %,d of %,d places in the changed files", held, places)
                        + (partial ? " that are known so far" : "");
        if (pairs.isEmpty() && heldPairs == 0) {
            return ofOne;
        }
        String ofHowMany = pairs.map(pairCount -> String.format(Locale.ROOT, " of %,d", pairCount))
                .orElse("");
        return String.format(
                Locale.ROOT, "%s, and another one meanwhile at %,d%s kinds of pairs", ofOne, heldPairs, ofHowMany);
    }
}
