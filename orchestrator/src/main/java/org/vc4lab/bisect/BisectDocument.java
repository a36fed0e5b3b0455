// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What {@code bisect} found, in the shape of its JSON document. */
public record BisectDocument(
        @JsonProperty("report") String report,
        @JsonProperty("change") Change change,
        @JsonProperty("answer") String answer,
        @JsonProperty("found") Optional<Suspect> found,
        @JsonProperty("confidence") OptionalDouble confidence,
        @JsonProperty("reason") Optional<String> reason,
        @JsonProperty("suspects") List<Suspicion> suspects,
        @JsonProperty("steps") List<Step> steps,
        @JsonProperty("folder") String folder) {
    /** Who it may be, where it cannot be told. */
    public record Suspicion(
            @JsonProperty("id") String id,
            @JsonProperty("title") String title,
            @JsonProperty("chance") double chance) {}

    /** A run: of which commit, or of the newer end without one. */
    public record Step(
            @JsonProperty("subject") String subject,
            @JsonProperty("without") boolean without,
            @JsonProperty("sight") Sight.Kind sight,
            @JsonProperty("detail") String detail,
            @JsonProperty("wallMillis") long wallMillis) {}

    /** Makes it of what was learnt. */
    public static BisectDocument of(
            Territory territory, Wanted wanted, Change change, Answer answer, List<Event> events, Path folder) {
        Optional<Answer.Found> found = answer instanceof Answer.Found one ? Optional.of(one) : Optional.empty();
        Optional<Answer.Inconclusive> open =
                answer instanceof Answer.Inconclusive one ? Optional.of(one) : Optional.empty();
        return new BisectDocument(
                wanted.toString(),
                change,
                name(answer),
                found.map(one -> territory.suspects().get(one.suspect())),
                found.stream().mapToDouble(Answer.Found::confidence).findFirst(),
                open.map(Answer.Inconclusive::reason),
                open.stream()
                        .flatMap(one -> one.suspects().stream())
                        .map(one -> suspicion(territory, one))
                        .toList(),
                events.stream().flatMap(event -> step(territory, event)).toList(),
                folder.toString());
    }

    private static String name(Answer answer) {
        if (answer instanceof Answer.Found) {
            return "FOUND";
        }
        if (answer instanceof Answer.Nowhere) {
            return "NOWHERE";
        }
        if (answer instanceof Answer.Everywhere) {
            return "EVERYWHERE";
        }
        return answer instanceof Answer.Swapped ? "SWAPPED" : "INCONCLUSIVE";
    }

    private static Suspicion suspicion(Territory territory, Answer.Suspicion one) {
        Suspect suspect = territory.suspects().get(one.suspect());
        return new Suspicion(suspect.id(), suspect.title(), one.chance());
    }

    private static Stream<Step> step(Territory territory, Event event) {
        if (!(event instanceof Event.Looked looked)) {
            return Stream.empty();
        }
        Suspect suspect = looked.subject() instanceof Subject.Point point
                ? territory.at(point)
                : territory.suspects().get(((Subject.Without) looked.subject()).suspect());
        return Stream.of(new Step(
                suspect.id(),
                looked.subject() instanceof Subject.Without,
                looked.sight().kind(),
                looked.sight().detail(),
                looked.millis()));
    }

    /** Writes the document, and leaves the writer open. */
    public void write(Writer out) throws IOException {
        ObjectMapper json = JsonMapper.builder().addModule(new Jdk8Module()).build();
        out.write(json.writerWithDefaultPrettyPrinter().writeValueAsString(this));
        out.write('\n');
        out.flush();
    }
}
