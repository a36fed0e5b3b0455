// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** How a search ended. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "answer")
@JsonSubTypes({
    @JsonSubTypes.Type(value = BisectionResult.ChangeFound.class, name = "found"),
    @JsonSubTypes.Type(value = BisectionResult.NeverReproduced.class, name = "nowhere"),
    @JsonSubTypes.Type(value = BisectionResult.AlwaysReproduced.class, name = "everywhere"),
    @JsonSubTypes.Type(value = BisectionResult.EndsSwapped.class, name = "swapped"),
    @JsonSubTypes.Type(value = BisectionResult.Inconclusive.class, name = "inconclusive")
})
public sealed interface BisectionResult extends Search.NextAction {
    /**
     * This suspect is the change. It was checked: it has the outcome of the newer end, its parents have the outcome of
     * the older end, and so has the newer end with the suspect reverted.
     */
    record ChangeFound(@JsonProperty("suspect") int change, @JsonProperty("confidence") double confidence)
            implements BisectionResult {}

    /** No suspect: the report does not occur at the end where it is expected. */
    record NeverReproduced(@JsonProperty("confidence") double confidence) implements BisectionResult {}

    /** No suspect: the report occurs at both ends. */
    record AlwaysReproduced(@JsonProperty("confidence") double confidence) implements BisectionResult {}

    /** The report occurs only at the end where it is not expected. */
    record EndsSwapped() implements BisectionResult {}

    /** No single suspect is left; the remaining ones are ranked, the likeliest first. */
    record Inconclusive(
            @JsonProperty("reason") String reason, @JsonProperty("suspects") List<RankedChange> rankedChanges)
            implements BisectionResult {
        public Inconclusive {
            rankedChanges = List.copyOf(rankedChanges);
        }
    }

    record RankedChange(@JsonProperty("suspect") int change, @JsonProperty("chance") double probability) {}
}
