// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;

/** The outcome of a build. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "made")
@JsonSubTypes({
    @JsonSubTypes.Type(value = BuildOutcome.Image.class, name = "image"),
    @JsonSubTypes.Type(value = BuildOutcome.Unbuildable.class, name = "nothing")
})
public sealed interface BuildOutcome {
    /**
     * The kernel is built.
     *
     * @param digest hash of the image and the device tree
     */
    record Image(@JsonProperty("digest") String digest) implements BuildOutcome {}

    /**
     * The sources do not build. An infrastructure error is an exception instead.
     *
     * @param likelyUnbuildable indices of commits that probably fail for the same reason
     */
    record Unbuildable(
            @JsonProperty("reason") String reason,
            @JsonProperty("likewise") @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
                    List<Integer> likelyUnbuildable)
            implements BuildOutcome {
        public Unbuildable {
            likelyUnbuildable = List.copyOf(likelyUnbuildable);
        }

        public Unbuildable(String reason) {
            this(reason, List.of());
        }
    }
}
