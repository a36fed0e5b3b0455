// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What the guest's init wrote to the machine's transcript, and where the console log shows it.
 *
 * @param booted true if init wrote its first line
 * @param done true if init ended
 * @param fatal the first line that reports a panic or an oops
 * @param messagesLost true if the kernel reports that it dropped messages
 */
public record ConsoleTranscript(
        @JsonProperty("booted") boolean booted,
        @JsonProperty("cards") List<String> cards,
        @JsonProperty("scenario") LogSection scenario,
        @JsonUnwrapped InitOutput initOutput,
        @JsonProperty("canary") LogSection canary,
        @JsonProperty("done") boolean done,
        @JsonProperty("fatal") Optional<String> fatal,
        @JsonProperty("messagesLost") boolean messagesLost,
        @JsonUnwrapped Discrepancies discrepancies) {
    public ConsoleTranscript {
        cards = List.copyOf(cards);
    }

    /**
     * Lines that are not both in the transcript and, in the same order, on the console; the first of each kind.
     *
     * @param forged lines of init's form on the console that init did not write
     * @param missing lines that init wrote, and the console does not show
     */
    public record Discrepancies(
            @JsonProperty("forgedLines") List<String> forged, @JsonProperty("missingLines") List<String> missing) {
        public Discrepancies {
            forged = List.copyOf(forged);
            missing = List.copyOf(missing);
        }
    }

    /**
     * What init printed about the scenario.
     *
     * @param output of the scenario's commands
     * @param metrics by {@link GuestMetric#key()}; only those that could be read
     * @param irqsOffLocations where interrupts were off longest
     */
    public record InitOutput(
            @JsonProperty("output") List<String> output,
            @JsonProperty("measures") Map<String, Long> metrics,
            @JsonProperty("irqsOffWhere") List<String> irqsOffLocations) {
        public InitOutput {
            output = List.copyOf(output);
            metrics = new TreeMap<>(metrics);
            irqsOffLocations = List.copyOf(irqsOffLocations);
        }
    }

    /**
     * The part of the log between two markers; line numbers count from 1.
     *
     * @param status exit status of what ran in it
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

    /** Empty if the guest could not read it. */
    public OptionalLong metric(GuestMetric metric) {
        return Optional.ofNullable(initOutput.metrics().get(metric.key()))
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** The phase of a line of the log; lines count from 1. */
    public Phase phaseOf(long line) {
        if (canary.hasBegunBy(line)) {
            return Phase.CANARY;
        }
        if (scenario.hasEndedBy(line)) {
            return Phase.MEASURES;
        }
        return scenario.hasBegunBy(line) ? Phase.SCENARIO : Phase.BOOT;
    }

    /** The phase of a trial in which a line was printed. */
    public enum Phase {
        BOOT("BOOT"),
        SCENARIO("SCENARIO"),
        /** Between scenario and canary: init prints its metrics. */
        MEASURES("MEASURES"),
        CANARY("CANARY");

        private final String text;

        Phase(String text) {
            this.text = text;
        }

        @JsonValue
        @Override
        public String toString() {
            return text;
        }
    }

    /** Metrics that the guest's init prints, by its names for them. */
    public enum GuestMetric {
        IRQS_OFF("irqsoff_max_us"),
        DMA_INTERRUPTS("dma_irqs"),
        TAINTED("tainted"),
        DEBUG_LOCKS("debug_locks"),
        /** Locks taken while lockdep was switched off for the task. */
        LOCKDEP_OFF("lockdep_off");

        private final String key;

        GuestMetric(String key) {
            this.key = key;
        }

        public String key() {
            return key;
        }
    }
}
