// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What a run set out to do.
 *
 * @param identity of the whole plan, after filters: shards of the same plan have the same
 * @param shards which shard has which trial of the plan, by trial; all of the plan's trials, in its order
 * @param begun ISO 8601, UTC
 * @param fresh whether nothing older than {@code begun} was to be taken from the store
 */
public record RunHeader(
        @JsonProperty("plan") String plan,
        @JsonProperty("case") String caseName,
        @JsonProperty("identity") String identity,
        @JsonProperty("shard") int shard,
        @JsonProperty("of") int of,
        @JsonProperty("trials") List<String> trials,
        @JsonProperty("shards") Map<String, Integer> shards,
        @JsonProperty("begun") String begun,
        @JsonProperty("fresh") boolean fresh,
        @JsonProperty("host") String host) {
    public RunHeader {
        trials = List.copyOf(trials);
        shards = Map.copyOf(shards);
    }

    static RunHeader of(MatrixPlan plan, Shard shard, String begun, boolean fresh, String host) {
        return new RunHeader(
                plan.name(),
                plan.caseName(),
                plan.identity(),
                shard.number(),
                shard.of(),
                plan.slots().stream().map(Slot::id).toList(),
                Shard.numbers(plan, shard.of()),
                begun,
                fresh,
                host);
    }

    /** Trials that this shard has to do, in the plan's order. */
    List<String> own() {
        return trials.stream().filter(id -> shards.getOrDefault(id, 0) == shard).toList();
    }

    /** Whether another run set out to do the same. */
    boolean sameAs(RunHeader other) {
        return identity.equals(other.identity) && shard == other.shard && of == other.of;
    }
}
