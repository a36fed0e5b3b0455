// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.vc4lab.exec.Json;

/** What {@code bisect} found, in the shape of its JSON document. */
public record BisectDocument(
        @JsonProperty("report") String report,
        @JsonProperty("change") Direction direction,
        @JsonProperty("answer") String result,
        @JsonProperty("found") Optional<CandidateChange> firstChange,
        @JsonProperty("confidence") OptionalDouble confidence,
        @JsonProperty("reason") Optional<String> reason,
        @JsonProperty("suspects") List<RankedChangeEntry> rankedChanges,
        @JsonProperty("steps") List<TestEntry> tests,
        @JsonProperty("folder") String folder) {
    /** Who it may be, where it cannot be told. */
    public record RankedChangeEntry(
            @JsonProperty("id") String id,
            @JsonProperty("title") String title,
            @JsonProperty("chance") double probability) {}

    /** A run: of which commit, or of the newer end without one. */
    public record TestEntry(
            @JsonProperty("subject") String commit,
            @JsonProperty("without") boolean reverted,
            @JsonProperty("sight") TestOutcome.TestStatus status,
            @JsonProperty("detail") String detail,
            @JsonProperty("wallMillis") long wallMillis) {}

    /** Makes it of what was learnt. */
    public static BisectDocument of(
            SearchSpace searchSpace,
            TargetReport targetReport,
            Direction direction,
            BisectionResult result,
            List<Event> events,
            Path folder) {
        Optional<BisectionResult.ChangeFound> changeFound =
                result instanceof BisectionResult.ChangeFound outcome ? Optional.of(outcome) : Optional.empty();
        Optional<BisectionResult.Inconclusive> inconclusive =
                result instanceof BisectionResult.Inconclusive outcome ? Optional.of(outcome) : Optional.empty();
        return new BisectDocument(
                targetReport.toString(),
                direction,
                name(result),
                changeFound.map(outcome -> searchSpace.changes().get(outcome.change())),
                changeFound.stream()
                        .mapToDouble(BisectionResult.ChangeFound::confidence)
                        .findFirst(),
                inconclusive.map(BisectionResult.Inconclusive::reason),
                inconclusive.stream()
                        .flatMap(outcome -> outcome.rankedChanges().stream())
                        .map(ranked -> toRankedEntry(searchSpace, ranked))
                        .toList(),
                events.stream()
                        .flatMap(event -> toTestEntries(searchSpace, event))
                        .toList(),
                folder.toString());
    }

    private static String name(BisectionResult bisectionResult) {
        if (bisectionResult instanceof BisectionResult.ChangeFound) {
            return "FOUND";
        }
        if (bisectionResult instanceof BisectionResult.NeverReproduced) {
            return "NOWHERE";
        }
        if (bisectionResult instanceof BisectionResult.AlwaysReproduced) {
            return "EVERYWHERE";
        }
        return bisectionResult instanceof BisectionResult.EndsSwapped ? "SWAPPED" : "INCONCLUSIVE";
    }

    private static RankedChangeEntry toRankedEntry(SearchSpace searchSpace, BisectionResult.RankedChange ranked) {
        CandidateChange change = searchSpace.changes().get(ranked.change());
        return new RankedChangeEntry(change.id(), change.title(), ranked.probability());
    }

    private static Stream<TestEntry> toTestEntries(SearchSpace searchSpace, Event event) {
        if (!(event instanceof Event.Tested tested)) {
            return Stream.empty();
        }
        CandidateChange change = tested.revision() instanceof Revision.AtCommit commit
                ? searchSpace.changeAt(commit)
                : searchSpace.changes().get(((Revision.TipWithRevert) tested.revision()).change());
        return Stream.of(new TestEntry(
                change.id(),
                tested.revision() instanceof Revision.TipWithRevert,
                tested.outcome().status(),
                tested.outcome().detail(),
                tested.millis()));
    }

    /** Writes the document, and leaves the writer open. */
    public void write(Writer out) throws IOException {
        Json.writeDocument(this, out);
    }
}
