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
public sealed interface BisectionResult {
    /**
     * This suspect is it. It was checked: with its change the report is as it should be from there on, its parents are
     * as they should be before it, and with its change taken back on top the newer end is like them.
     */
    record ChangeFound(@JsonProperty("suspect") int change, @JsonProperty("confidence") double confidence)
            implements BisectionResult {}

    /** No change: the report does not even show where it should be. */
    record NeverReproduced(@JsonProperty("confidence") double confidence) implements BisectionResult {}

    /** No change: the report shows at both ends. */
    record AlwaysReproduced(@JsonProperty("confidence") double confidence) implements BisectionResult {}

    /** The report shows where it should not be, and does not show where it should be. */
    record EndsSwapped() implements BisectionResult {}

    /** It cannot be told; what is known is who it may be. */
    record Inconclusive(
            @JsonProperty("reason") String reason, @JsonProperty("suspects") List<RankedChange> rankedChanges)
            implements BisectionResult {
        public Inconclusive {
            rankedChanges = List.copyOf(rankedChanges);
        }
    }

    /** How likely it is that a suspect made the change. */
    record RankedChange(@JsonProperty("suspect") int change, @JsonProperty("chance") double probability) {}
}
