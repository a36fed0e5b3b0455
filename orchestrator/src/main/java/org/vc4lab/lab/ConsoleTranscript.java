// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What the guest's init told on the console.
 *
 * @param booted whether init spoke at all
 * @param output what the scenario's commands printed
 * @param measures by their names, only those that could be read
 * @param irqsOffWhere where interrupts were off for the longest time
 * @param done whether init came to its end
 * @param fatal the first line that tells of a panic or an oops, in whatever report it stands
 * @param messagesLost whether the kernel says that it dropped messages
 */
public record ConsoleTranscript(
        @JsonProperty("booted") boolean booted,
        @JsonProperty("cards") List<String> cards,
        @JsonProperty("scenario") Section scenario,
        @JsonProperty("output") List<String> output,
        @JsonProperty("measures") Map<String, Long> measures,
        @JsonProperty("irqsOffWhere") List<String> irqsOffWhere,
        @JsonProperty("canary") Section canary,
        @JsonProperty("done") boolean done,
        @JsonProperty("fatal") Optional<String> fatal,
        @JsonProperty("messagesLost") boolean messagesLost) {
    public ConsoleTranscript {
        cards = List.copyOf(cards);
        output = List.copyOf(output);
        measures = new TreeMap<>(measures);
        irqsOffWhere = List.copyOf(irqsOffWhere);
    }

    /**
     * A stretch of the log between two markers, by line numbers from 1.
     *
     * @param status with which it ended
     */
    public record Section(
            @JsonProperty("begin") OptionalLong begin,
            @JsonProperty("end") OptionalLong end,
            @JsonProperty("status") OptionalInt status) {
        static final Section ABSENT = new Section(OptionalLong.empty(), OptionalLong.empty(), OptionalInt.empty());

        Section begunAt(long line) {
            return begin.isPresent() ? this : new Section(OptionalLong.of(line), end, status);
        }

        Section endedAt(long line, OptionalInt how) {
            return end.isPresent() ? this : new Section(begin, OptionalLong.of(line), how);
        }

        private boolean begunBy(long line) {
            return begin.isPresent() && begin.getAsLong() <= line;
        }

        private boolean endedBy(long line) {
            return end.isPresent() && end.getAsLong() <= line;
        }
    }

    /** What is known of a measure. */
    public OptionalLong measure(Measure measure) {
        return Optional.ofNullable(measures.get(measure.key()))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** In which part of the trial a line of the log was printed. */
    public Phase phaseOf(long line) {
        if (canary.begunBy(line)) {
            return Phase.CANARY;
        }
        if (scenario.endedBy(line)) {
            return Phase.MEASURES;
        }
        return scenario.begunBy(line) ? Phase.SCENARIO : Phase.BOOT;
    }
}
