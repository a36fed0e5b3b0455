// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;

/** What became of building a subject. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "made")
@JsonSubTypes({
    @JsonSubTypes.Type(value = BuildOutcome.Image.class, name = "image"),
    @JsonSubTypes.Type(value = BuildOutcome.Unbuildable.class, name = "nothing")
})
public sealed interface BuildOutcome {
    /**
     * It was built.
     *
     * @param digest of what is booted: the same bytes have the same one
     */
    record Image(@JsonProperty("digest") String digest) implements BuildOutcome {}

    /**
     * There is nothing to boot, by the subject's own fault.
     *
     * @param likelyUnbuildable numbers of points of which the same is likely, for the same reason
     */
    record Unbuildable(
            @JsonProperty("reason") String reason,
            @JsonProperty("likewise") @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
                    List<Integer> likelyUnbuildable)
            implements BuildOutcome {
        public Unbuildable {
            likelyUnbuildable = List.copyOf(likelyUnbuildable);
        }

        /** It says nothing of others. */
        public Unbuildable(String reason) {
            this(reason, List.of());
        }
    }
}
