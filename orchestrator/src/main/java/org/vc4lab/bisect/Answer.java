// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** How a search ended. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "answer")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Answer.Found.class, name = "found"),
    @JsonSubTypes.Type(value = Answer.Nowhere.class, name = "nowhere"),
    @JsonSubTypes.Type(value = Answer.Everywhere.class, name = "everywhere"),
    @JsonSubTypes.Type(value = Answer.Swapped.class, name = "swapped"),
    @JsonSubTypes.Type(value = Answer.Inconclusive.class, name = "inconclusive")
})
public sealed interface Answer {
    /**
     * This suspect is it. It was checked: with its change the report is as it should be from there on, its parents are
     * as they should be before it, and with its change taken back on top the newer end is like them.
     */
    record Found(@JsonProperty("suspect") int suspect, @JsonProperty("confidence") double confidence)
            implements Answer {}

    /** No change: the report does not even show where it should be. */
    record Nowhere(@JsonProperty("confidence") double confidence) implements Answer {}

    /** No change: the report shows at both ends. */
    record Everywhere(@JsonProperty("confidence") double confidence) implements Answer {}

    /** The report shows where it should not be, and does not show where it should be. */
    record Swapped() implements Answer {}

    /** It cannot be told; what is known is who it may be. */
    record Inconclusive(@JsonProperty("reason") String reason, @JsonProperty("suspects") List<Suspicion> suspects)
            implements Answer {
        public Inconclusive {
            suspects = List.copyOf(suspects);
        }
    }

    /** How likely it is that a suspect made the change. */
    record Suspicion(@JsonProperty("suspect") int suspect, @JsonProperty("chance") double chance) {}
}
