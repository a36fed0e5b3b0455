// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;

/**
 * What a run is to do.
 *
 * @param trials ids of all trials of the plan, in its order, whichever shard runs them
 * @param shardsById number of the shard that runs a trial
 * @param startedAt ISO 8601, UTC
 * @param ignoresStore whether stored results that are older than {@code startedAt} are ignored
 */
public record RunManifest(
        @JsonProperty("planIdentity") @JsonUnwrapped PlanIdentity plan,
        @JsonProperty("shardIdentity") @JsonUnwrapped Shard shard,
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
                plan.identity(),
                shard,
                plan.plannedTrials().stream().map(PlannedTrial::id).toList(),
                Shard.assignShards(plan, shard.count()),
                startedAt,
                ignoresStore,
                host);
    }

    /** Ids of the trials that a shard runs, in the plan's order. */
    List<String> trialsOf(int shardNumber) {
        return trials.stream()
                .filter(id -> shardsById.getOrDefault(id, 0) == shardNumber)
                .toList();
    }

    boolean describesSameRun(RunManifest other) {
        return plan.hash().equals(other.plan.hash()) && shard.equals(other.shard);
    }
}
