// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** A line of a journal. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.Begun.class, name = "begun"),
    @JsonSubTypes.Type(value = Event.Told.class, name = "told"),
    @JsonSubTypes.Type(value = Event.Alike.class, name = "alike"),
    @JsonSubTypes.Type(value = Event.Named.class, name = "named"),
    @JsonSubTypes.Type(value = Event.Built.class, name = "built"),
    @JsonSubTypes.Type(value = Event.Looked.class, name = "looked"),
    @JsonSubTypes.Type(value = Event.Ended.class, name = "ended")
})
public sealed interface Event {
    /**
     * A bisection began.
     *
     * @param of what it is about, so that another one does not go on from here
     */
    record Begun(@JsonProperty("of") String of) implements Event {}

    /** Somebody else's word for a point, from a log of git's. */
    record Told(@JsonProperty("subject") Subject subject, @JsonProperty("sight") Sight sight) implements Event {}

    /** Each of these suspects makes the same kernel as its first parent, as far as can be told without building. */
    record Alike(@JsonProperty("suspects") List<Integer> suspects) implements Event {
        public Alike {
            suspects = List.copyOf(suspects);
        }
    }

    /**
     * The suspects that change files which the report's call trace names, a list for each function, innermost first.
     */
    record Named(@JsonProperty("suspects") List<List<Integer>> suspects) implements Event {
        public Named {
            suspects = suspects.stream().map(List::copyOf).toList();
        }
    }

    /** A subject was built, or could not be. */
    record Built(
            @JsonProperty("subject") Subject subject,
            @JsonProperty("made") Made made,
            @JsonProperty("millis") long millis)
            implements Event {}

    /**
     * A subject was run.
     *
     * @param folder where it left what it left, below the journal's runs/
     */
    record Looked(
            @JsonProperty("subject") Subject subject,
            @JsonProperty("sight") Sight sight,
            @JsonProperty("folder") String folder,
            @JsonProperty("millis") long millis)
            implements Event {}

    /** The answer. */
    record Ended(@JsonProperty("answer") Answer answer) implements Event {}
}
