// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What became of building a subject. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "made")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Made.Image.class, name = "image"),
    @JsonSubTypes.Type(value = Made.Nothing.class, name = "nothing")
})
public sealed interface Made {
    /**
     * It was built.
     *
     * @param digest of what is booted: the same bytes have the same one
     */
    record Image(String digest) implements Made {}

    /** There is nothing to boot, by the subject's own fault. */
    record Nothing(String reason) implements Made {}
}
