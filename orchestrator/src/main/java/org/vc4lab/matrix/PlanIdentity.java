// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Which plan a run belongs to.
 *
 * @param caseName the case whose candidates are tried
 * @param hash of all trials that the filters left; shards of the same plan have the same
 */
public record PlanIdentity(
        @JsonProperty("plan") String name,
        @JsonProperty("case") String caseName,
        @JsonProperty("identity") String hash) {}
