// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What a run set out to do.
 *
 * @param identity of the whole plan, after filters: shards of the same plan have the same
 * @param shardsById which shard has which trial of the plan, by trial; all of the plan's trials, in its order
 * @param startedAt ISO 8601, UTC
 * @param ignoresStore whether nothing older than {@code begun} was to be taken from the store
 */
public record RunManifest(
        @JsonProperty("plan") String plan,
        @JsonProperty("case") String caseName,
        @JsonProperty("identity") String identity,
        @JsonProperty("shard") int shard,
        @JsonProperty("of") int shardCount,
        @JsonProperty("trials") List<String> trials,
        @JsonProperty("shards") Map<String, Integer> shardsById,
        @JsonProperty("begun") String startedAt,
        @JsonProperty("fresh") boolean ignoresStore,
        @JsonProperty("host") String host) {
    public RunManifest {
        trials = List.copyOf(trials);
        shardsById = Map.copyOf(shardsById);
    }

    static RunManifest of(MatrixPlan plan, Shard shard, String startedAt, boolean ignoresStore, String host) {
        return new RunManifest(
                plan.name(),
                plan.caseName(),
                plan.identity(),
                shard.number(),
                shard.count(),
                plan.plannedTrials().stream().map(PlannedTrial::id).toList(),
                Shard.assignShards(plan, shard.count()),
                startedAt,
                ignoresStore,
                host);
    }

    /** Trials that this shard has to do, in the plan's order. */
    List<String> ownTrials() {
        return trials.stream()
                .filter(id -> shardsById.getOrDefault(id, 0) == shard)
                .toList();
    }

    /** Whether another run set out to do the same. */
    boolean describesSameRun(RunManifest other) {
        return identity.equals(other.identity) && shard == other.shard && shardCount == other.shardCount;
    }
}
