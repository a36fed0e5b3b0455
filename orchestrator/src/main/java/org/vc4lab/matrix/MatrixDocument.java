// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.vc4lab.lab.model.Verdict;

/**
 * What came of a plan, in the shape of its JSON document; ci/matrix.schema.json describes it.
 *
 * @param version of this shape
 * @param startedAt ISO 8601, UTC
 * @param trials how many the plan has
 * @param verdicts how many trials have each
 * @param unexpected ids of trials that showed something else than is expected of them
 * @param missing ids of trials that were not made
 * @param notes what a reader should know of how it came about
 * @param results in the plan's order
 */
public record MatrixDocument(
        @JsonProperty("version") int version,
        @JsonProperty("plan") String plan,
        @JsonProperty("case") String caseName,
        @JsonProperty("identity") String identity,
        @JsonProperty("begun") String startedAt,
        @JsonProperty("trials") int trials,
        @JsonProperty("verdicts") Map<Verdict, Integer> verdicts,
        @JsonProperty("unexpected") List<String> unexpected,
        @JsonProperty("missing") List<String> missing,
        @JsonProperty("notes") List<String> notes,
        @JsonProperty("results") List<TrialRecord> results) {
    private static final int VERSION = 1;

    public MatrixDocument {
        verdicts = new TreeMap<>(verdicts);
        unexpected = List.copyOf(unexpected);
        missing = List.copyOf(missing);
        notes = List.copyOf(notes);
        results = List.copyOf(results);
    }

    static MatrixDocument of(
            RunManifest manifest, String startedAt, Map<String, TrialRecord> records, List<String> notes) {
        List<TrialRecord> results = manifest.trials().stream()
                .map(records::get)
                .filter(Objects::nonNull)
                .toList();
        Map<Verdict, Integer> verdicts = new TreeMap<>();
        results.forEach(record -> verdicts.merge(record.verdict(), 1, Integer::sum));
        return new MatrixDocument(
                VERSION,
                manifest.plan(),
                manifest.caseName(),
                manifest.identity(),
                startedAt,
                manifest.trials().size(),
                verdicts,
                results.stream()
                        .filter(TrialRecord::isUnexpected)
                        .map(TrialRecord::id)
                        .toList(),
                manifest.trials().stream()
                        .filter(id -> !records.containsKey(id))
                        .toList(),
                notes,
                results);
    }

    /** What one run did: of a shard its own trials alone. */
    public static MatrixDocument of(RunDirectory run) {
        RunManifest manifest = run.manifest();
        RunManifest ownManifest = new RunManifest(
                manifest.plan(),
                manifest.caseName(),
                manifest.identity(),
                manifest.shard(),
                manifest.shardCount(),
                manifest.ownTrials(),
                manifest.shardsById(),
                manifest.startedAt(),
                manifest.ignoresStore(),
                manifest.host());
        List<String> notes = manifest.shardCount() == 1
                ? List.of()
                : List.of("shard " + manifest.shard() + "/" + manifest.shardCount() + " of a plan of "
                        + manifest.trials().size() + " trials");
        return of(ownManifest, manifest.startedAt(), run.records(), notes);
    }

    public boolean isComplete() {
        return missing.isEmpty();
    }

    /** Whether our own fault kept something from being known. */
    public boolean hasInfraFailure() {
        return !isComplete() || results.stream().anyMatch(TrialRecord::isInfra);
    }

    public Optional<TrialRecord> result(String id) {
        return results.stream().filter(record -> record.id().equals(id)).findFirst();
    }
}
