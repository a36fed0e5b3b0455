// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    public record ResultEntry(
            @JsonProperty("answer") String name,
            @JsonProperty("found") Optional<CandidateChange> firstChange,
            @JsonProperty("confidence") Optional<Double> confidence,
            @JsonProperty("reason") Optional<String> reason,
            @JsonProperty("suspects") List<RankedChangeEntry> rankedChanges) {
        private static final Map<Class<? extends BisectionResult>, String> NAMES = Map.of(
                BisectionResult.ChangeFound.class, "FOUND",
                BisectionResult.NeverReproduced.class, "NOWHERE",
                BisectionResult.AlwaysReproduced.class, "EVERYWHERE",
                BisectionResult.EndsSwapped.class, "SWAPPED",
                BisectionResult.Inconclusive.class, "INCONCLUSIVE");

        private static ResultEntry of(SearchSpace searchSpace, BisectionResult result) {
            Optional<BisectionResult.ChangeFound> found = cast(result, BisectionResult.ChangeFound.class);
            Optional<BisectionResult.Inconclusive> inconclusive = cast(result, BisectionResult.Inconclusive.class);
            return new ResultEntry(
                    NAMES.getOrDefault(result.getClass(), ""),
                    found.map(change -> searchSpace.changes().get(change.change())),
                    found.map(BisectionResult.ChangeFound::confidence),
                    inconclusive.map(BisectionResult.Inconclusive::reason),
                    inconclusive.stream()
                            .flatMap(open -> open.rankedChanges().stream())
                            .map(ranked -> new RankedChangeEntry(
                                    searchSpace.changes().get(ranked.change()), ranked.probability()))
                            .toList());
        }

        private static <T> Optional<T> cast(BisectionResult result, Class<T> type) {
            return Optional.of(result).filter(type::isInstance).map(type::cast);
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
