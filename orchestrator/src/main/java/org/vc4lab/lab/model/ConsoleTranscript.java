// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

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
 * @param metrics by their names, only those that could be read
 * @param irqsOffLocations where interrupts were off for the longest time
 * @param done whether init came to its end
 * @param fatal the first line that tells of a panic or an oops, in whatever report it stands
 * @param messagesLost whether the kernel says that it dropped messages
 */
public record ConsoleTranscript(
        @JsonProperty("booted") boolean booted,
        @JsonProperty("cards") List<String> cards,
        @JsonProperty("scenario") LogSection scenario,
        @JsonProperty("output") List<String> output,
        @JsonProperty("measures") Map<String, Long> metrics,
        @JsonProperty("irqsOffWhere") List<String> irqsOffLocations,
        @JsonProperty("canary") LogSection canary,
        @JsonProperty("done") boolean done,
        @JsonProperty("fatal") Optional<String> fatal,
        @JsonProperty("messagesLost") boolean messagesLost) {
    public ConsoleTranscript {
        cards = List.copyOf(cards);
        output = List.copyOf(output);
        metrics = new TreeMap<>(metrics);
        irqsOffLocations = List.copyOf(irqsOffLocations);
    }

    /**
     * A stretch of the log between two markers, by line numbers from 1.
     *
     * @param status with which it ended
     */
    public record LogSection(
            @JsonProperty("begin") OptionalLong begin,
            @JsonProperty("end") OptionalLong end,
            @JsonProperty("status") OptionalInt status) {
        public static final LogSection ABSENT =
                new LogSection(OptionalLong.empty(), OptionalLong.empty(), OptionalInt.empty());

        public LogSection withBegin(long line) {
            return begin.isPresent() ? this : new LogSection(OptionalLong.of(line), end, status);
        }

        public LogSection withEnd(long line, OptionalInt newStatus) {
            return end.isPresent() ? this : new LogSection(begin, OptionalLong.of(line), newStatus);
        }

        private boolean hasBegunBy(long line) {
            return begin.isPresent() && begin.getAsLong() <= line;
        }

        private boolean hasEndedBy(long line) {
            return end.isPresent() && end.getAsLong() <= line;
        }
    }

    /** What is known of a measure. */
    public OptionalLong metric(GuestMetric metric) {
        return Optional.ofNullable(metrics.get(metric.key()))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** In which part of the trial a line of the log was printed. */
    public Phase phaseOf(long line) {
        if (canary.hasBegunBy(line)) {
            return Phase.CANARY;
        }
        if (scenario.hasEndedBy(line)) {
            return Phase.MEASURES;
        }
        return scenario.hasBegunBy(line) ? Phase.SCENARIO : Phase.BOOT;
    }
}
