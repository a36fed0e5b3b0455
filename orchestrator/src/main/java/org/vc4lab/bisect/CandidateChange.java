// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A commit or a patch.
 *
 * @param id the full id of a commit, the name of a patch
 * @param title its subject
 */
public record CandidateChange(@JsonProperty("id") String id, @JsonProperty("title") String title) {
    private static final int SHORT_ID = 12;

    /** The id as it is printed. */
    public String shortId() {
        return id.matches("[0-9a-f]{40,}") ? id.substring(0, SHORT_ID) : id;
    }
}
