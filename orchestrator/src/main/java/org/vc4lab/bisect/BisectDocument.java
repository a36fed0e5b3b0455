// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.vc4lab.bisect.SearchSpace.CandidateChange;
import org.vc4lab.bisect.TestOutcomeClassifier.TargetReport;
import org.vc4lab.exec.Json;

/** The JSON document of {@code bisect}. */
public record BisectDocument(
        @JsonProperty("report") String report,
        @JsonProperty("change") Direction direction,
        @JsonProperty("result") @JsonUnwrapped ResultEntry result,
        @JsonProperty("steps") List<TestEntry> tests,
        @JsonProperty("folder") String folder) {

    /** The result's part of the document. */
    public record ResultEntry(
            @JsonProperty("answer") String name,
            @JsonProperty("found") Optional<CandidateChange> firstChange,
            @JsonProperty("confidence") OptionalDouble confidence,
            @JsonProperty("reason") Optional<String> reason,
            @JsonProperty("suspects") List<RankedChangeEntry> rankedChanges) {
        private static ResultEntry of(SearchSpace searchSpace, BisectionResult result) {
            if (result instanceof BisectionResult.ChangeFound found) {
                return new ResultEntry(
                        "FOUND",
                        Optional.of(searchSpace.changes().get(found.change())),
                        OptionalDouble.of(found.confidence()),
                        Optional.empty(),
                        List.of());
            }
            if (result instanceof BisectionResult.Inconclusive inconclusive) {
                List<RankedChangeEntry> rankedChanges = inconclusive.rankedChanges().stream()
                        .map(ranked ->
                                new RankedChangeEntry(searchSpace.changes().get(ranked.change()), ranked.probability()))
                        .toList();
                return new ResultEntry(
                        "INCONCLUSIVE",
                        Optional.empty(),
                        OptionalDouble.empty(),
                        Optional.of(inconclusive.reason()),
                        rankedChanges);
            }
            String name = result instanceof BisectionResult.NeverReproduced
                    ? "NOWHERE"
                    : result instanceof BisectionResult.AlwaysReproduced ? "EVERYWHERE" : "SWAPPED";
            return new ResultEntry(name, Optional.empty(), OptionalDouble.empty(), Optional.empty(), List.of());
        }
    }

    /** A suspect of an inconclusive bisection. */
    public record RankedChangeEntry(
            @JsonProperty("change") @JsonUnwrapped CandidateChange change,
            @JsonProperty("chance") double probability) {}

    /**
     * A test.
     *
     * @param reverted whether the newer end was tested with the commit reverted, instead of the commit itself
     */
    public record TestEntry(
            @JsonProperty("subject") String commit,
            @JsonProperty("without") boolean reverted,
            @JsonProperty("sight") TestOutcome.TestStatus status,
            @JsonProperty("detail") String detail,
            @JsonProperty("wallMillis") long wallMillis) {}

    public static BisectDocument of(
            SearchSpace searchSpace,
            TargetReport targetReport,
            Direction direction,
            BisectionResult result,
            List<Event> events,
            Path folder) {
        List<TestEntry> tests = events.stream()
                .filter(Event.Tested.class::isInstance)
                .map(event -> toTestEntry(searchSpace, (Event.Tested) event))
                .toList();
        ResultEntry resultEntry = ResultEntry.of(searchSpace, result);
        return new BisectDocument(targetReport.toString(), direction, resultEntry, tests, folder.toString());
    }

    private static TestEntry toTestEntry(SearchSpace searchSpace, Event.Tested tested) {
        return new TestEntry(
                searchSpace.changeOf(tested.revision()).id(),
                tested.revision() instanceof Revision.TipWithRevert,
                tested.outcome().status(),
                tested.outcome().detail(),
                tested.millis());
    }

    /** Writes the document and leaves the writer open. */
    public void write(Writer out) throws IOException {
        Json.writeDocument(this, out);
    }
}
