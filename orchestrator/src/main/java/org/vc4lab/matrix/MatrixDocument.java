// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.MatrixPlan.PlanIdentity;
import org.vc4lab.matrix.PlannedTrial.TrialAxes;
import org.vc4lab.matrix.RunDirectory.RunManifest;

/**
 * The results of a plan, in the shape of their JSON document; ci/matrix.schema.json describes it.
 *
 * @param startedAt ISO 8601, UTC
 * @param missing ids of trials without a result
 * @param notes on how the results were obtained
 * @param results in the plan's order
 */
@JsonPropertyOrder({"version", "planIdentity", "begun", "trials", "verdicts", "unexpected"})
public record MatrixDocument(
        @JsonProperty("planIdentity") @JsonUnwrapped PlanIdentity plan,
        @JsonProperty("begun") String startedAt,
        @JsonProperty("missing") List<String> missing,
        @JsonProperty("notes") List<String> notes,
        @JsonProperty("results") List<TrialRecord> results) {
    public MatrixDocument {
        missing = List.copyOf(missing);
        notes = List.copyOf(notes);
        results = List.copyOf(results);
    }

    static MatrixDocument of(
            RunManifest manifest,
            List<String> trials,
            String startedAt,
            Map<String, TrialRecord> records,
            List<String> notes) {
        return new MatrixDocument(
                manifest.plan(),
                startedAt,
                trials.stream().filter(id -> !records.containsKey(id)).toList(),
                notes,
                trials.stream().map(records::get).filter(Objects::nonNull).toList());
    }

    /** The results of one run; of a shard, only of its own trials. */
    public static MatrixDocument of(RunDirectory run) {
        RunManifest manifest = run.manifest();
        Shard shard = manifest.shard();
        List<String> notes = shard.count() == 1
                ? List.of()
                : List.of(
                        shard.describe() + " of a plan of " + manifest.trials().size() + " trials");
        return of(manifest, manifest.trialsOf(shard.number()), manifest.startedAt(), run.records(), notes);
    }

    /** Version of the document's shape. */
    @JsonProperty("version")
    int version() {
        return 1;
    }

    /** Number of planned trials. */
    @JsonProperty("trials")
    public int trials() {
        return results.size() + missing.size();
    }

    @JsonProperty("verdicts")
    public Map<Verdict, Long> verdicts() {
        return results.stream()
                .collect(Collectors.groupingBy(TrialRecord::verdict, TreeMap::new, Collectors.counting()));
    }

    @JsonProperty("unexpected")
    public List<String> unexpected() {
        return results.stream()
                .filter(TrialRecord::isUnexpected)
                .map(TrialRecord::id)
                .toList();
    }

    /** Number of trials with an expectation and a verdict on the kernel. */
    public long judged() {
        return results.stream()
                .filter(trial -> trial.outcome().asExpected().isPresent())
                .count();
    }

    /** Number of trials that showed what is expected of them. */
    public long asExpected() {
        return judged() - unexpected().size();
    }

    /** Trials whose kernel has no verdict because of an infrastructure error. */
    public List<TrialRecord> infraFailures() {
        return results.stream().filter(TrialRecord::isInfra).toList();
    }

    public boolean isComplete() {
        return missing.isEmpty();
    }

    /** Whether an infrastructure error kept a trial from having a verdict on the kernel. */
    public boolean hasInfraFailure() {
        return !isComplete() || !infraFailures().isEmpty();
    }

    /** The plan's case, and the others that have results. */
    public List<String> caseNames() {
        Stream<String> others = results.stream().flatMap(record -> record.axes().otherCase().stream());
        return Stream.concat(Stream.of(plan.caseName()), others).distinct().toList();
    }

    /** Results by {@link TrialAxes#kernelFamily}, in the plan's order. */
    public Map<String, List<TrialRecord>> resultsByKernel() {
        return results.stream()
                .collect(Collectors.groupingBy(
                        record -> record.axes().kernelFamily(), LinkedHashMap::new, Collectors.toList()));
    }
}
