// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** A line of a journal. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Event.Started.class, name = "begun"),
    @JsonSubTypes.Type(value = Event.Imported.class, name = "told"),
    @JsonSubTypes.Type(value = Event.NoOp.class, name = "alike"),
    @JsonSubTypes.Type(value = Event.TraceRanked.class, name = "named"),
    @JsonSubTypes.Type(value = Event.KernelBuilt.class, name = "built"),
    @JsonSubTypes.Type(value = Event.Tested.class, name = "looked"),
    @JsonSubTypes.Type(value = Event.Finished.class, name = "ended")
})
public sealed interface Event {
    /**
     * A bisection began.
     *
     * @param identity what it is about, so that another one does not go on from here
     */
    record Started(@JsonProperty("of") String identity) implements Event {}

    /** Somebody else's word for a point, from a log of git's. */
    record Imported(@JsonProperty("subject") Revision revision, @JsonProperty("sight") TestOutcome outcome)
            implements Event {}

    /** Each of these suspects makes the same kernel as its first parent, as far as can be told without building. */
    record NoOp(@JsonProperty("suspects") List<Integer> changes) implements Event {
        public NoOp {
            changes = List.copyOf(changes);
        }
    }

    /**
     * The suspects that change files which the report's call trace names, a list for each function, innermost first.
     */
    record TraceRanked(@JsonProperty("suspects") List<List<Integer>> changesByFunction) implements Event {
        public TraceRanked {
            changesByFunction = changesByFunction.stream().map(List::copyOf).toList();
        }
    }

    /** A subject was built, or could not be. */
    record KernelBuilt(
            @JsonProperty("subject") Revision revision,
            @JsonProperty("made") BuildOutcome outcome,
            @JsonProperty("millis") long millis)
            implements Event {}

    /**
     * A subject was run.
     *
     * @param folder where it left what it left, below the journal's runs/
     */
    record Tested(
            @JsonProperty("subject") Revision revision,
            @JsonProperty("sight") TestOutcome outcome,
            @JsonProperty("folder") String folder,
            @JsonProperty("millis") long millis)
            implements Event {}

    /** The answer. */
    record Finished(@JsonProperty("answer") BisectionResult result) implements Event {}
}
