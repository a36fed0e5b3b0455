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
     * @param identity hash of its inputs, so that a different bisection does not resume here
     */
    record Started(@JsonProperty("of") String identity) implements Event {}

    interface Observed {
        Revision revision();

        TestOutcome outcome();
    }

    /** The outcome of a commit was imported from the log of a git bisect. */
    record Imported(@JsonProperty("subject") Revision revision, @JsonProperty("sight") TestOutcome outcome)
            implements Event, Observed {}

    /** Each of these commits makes the same kernel as its first parent, as its changed files prove. */
    record NoOp(@JsonProperty("suspects") List<Integer> changes) implements Event {
        public NoOp {
            changes = List.copyOf(changes);
        }
    }

    /** The commits that change files of the report's call trace, a list for each function, innermost first. */
    record TraceRanked(@JsonProperty("suspects") List<List<Integer>> changesByFunction) implements Event {
        public TraceRanked {
            changesByFunction = changesByFunction.stream().map(List::copyOf).toList();
        }
    }

    record KernelBuilt(
            @JsonProperty("subject") Revision revision,
            @JsonProperty("made") BuildOutcome outcome,
            @JsonProperty("millis") long millis)
            implements Event {}

    /**
     * A revision was tested.
     *
     * @param folder with the test's files, below the journal's runs/
     */
    record Tested(
            @JsonProperty("subject") Revision revision,
            @JsonProperty("sight") TestOutcome outcome,
            @JsonProperty("folder") String folder,
            @JsonProperty("millis") long millis)
            implements Event, Observed {}

    record Finished(@JsonProperty("answer") BisectionResult result) implements Event {}
}
