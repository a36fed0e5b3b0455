// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the emulator's witness saw the kernel execute, whatever the kernel printed.
 *
 * @param absent why the kernel could not be watched
 * @param incomplete why the witness's log cannot be relied on
 * @param sleeps calls of functions that may sleep, in atomic context
 * @param reports entries of functions that print a report
 * @param counts executions of the functions in the files that the newest patches change
 * @param chainCounts executions of the functions in the case's call chains, as far as they were not inlined
 * @param irqsOffNanos the longest time with interrupts masked while an output played
 * @param irqsOffExecutedNanos the longest such time by what the processor executed itself: without the turns of others,
 *     and without waiting for one of those; empty in evidence of before
 * @param irqWaitNanos the longest time that an interrupt waited for its processor meanwhile
 * @param order a hash of the order in which processors entered those functions of changed files, as far as one followed
 *     another; empty in evidence of before
 */
public record WitnessEvidence(
        @JsonProperty("absent") Optional<String> absent,
        @JsonProperty("incomplete") Optional<String> incomplete,
        @JsonProperty("sleeps") List<AtomicSleep> sleeps,
        @JsonProperty("reports") List<WitnessedCall> reports,
        @JsonProperty("counts") Map<String, Long> counts,
        @JsonProperty("chainCounts") Map<String, Long> chainCounts,
        @JsonProperty("irqsOffNanos") OptionalLong irqsOffNanos,
        @JsonProperty("irqsOffExecutedNanos") @JsonInclude(JsonInclude.Include.NON_ABSENT)
                OptionalLong irqsOffExecutedNanos,
        @JsonProperty("irqWaitNanos") OptionalLong irqWaitNanos,
        @JsonProperty("order") @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> order) {
    public WitnessEvidence {
        sleeps = List.copyOf(sleeps);
        reports = List.copyOf(reports);
        counts = new TreeMap<>(counts);
        chainCounts = new TreeMap<>(chainCounts);
    }

    public static WitnessEvidence absent(String reason) {
        return without(Optional.of(reason), Optional.empty());
    }

    public static WitnessEvidence incomplete(String reason) {
        return without(Optional.empty(), Optional.of(reason));
    }

    private static WitnessEvidence without(Optional<String> absent, Optional<String> incomplete) {
        return new WitnessEvidence(
                absent,
                incomplete,
                List.of(),
                List.of(),
                Map.of(),
                Map.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    public boolean isComplete() {
        return absent.isEmpty() && incomplete.isEmpty();
    }

    /** Those of the kernel under test that count. */
    public Stream<AtomicSleep> sleepsOfKernel() {
        return sleeps.stream().filter(sleep -> sleep.call().phase() == WitnessPhase.RUN);
    }

    /** Executions of all functions of the changed files. */
    public long executions() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether it saw the canary sleep in atomic context. */
    public boolean sawCanary() {
        return sleeps.stream().anyMatch(sleep -> sleep.call().phase() == WitnessPhase.CANARY);
    }

    /** When a call was made. */
    public enum WitnessPhase {
        RUN("RUN"),
        /** After a task really slept in atomic context: the kernel's counts are wrong from then on. */
        AFTER_SLEEP("AFTER_SLEEP"),
        /** The canary's own, and all after it. */
        CANARY("CANARY");

        private final String text;

        WitnessPhase(String text) {
            this.text = text;
        }

        @JsonValue
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A call of a function, and how often it occurred with the same callers.
     *
     * @param callers innermost first
     */
    public record WitnessedCall(
            @JsonProperty("phase") WitnessPhase phase,
            @JsonProperty("function") String function,
            @JsonProperty("callers") List<String> callers,
            @JsonProperty("task") String task,
            @JsonProperty("times") int times) {
        private static final int SHOWN = 6;

        public WitnessedCall {
            callers = List.copyOf(callers);
        }

        /** Whether a task of the kernel under test went to sleep: from then on the kernel's counts are wrong. */
        public boolean isRealSleep() {
            return phase == WitnessPhase.RUN && function.equals("schedule");
        }

        public WitnessedCall withTimes(int newTimes) {
            return new WitnessedCall(phase, function, callers, task, newTimes);
        }

        /** The function and its nearest callers. */
        @Override
        public String toString() {
            String chain = String.join(" < ", callers.subList(0, Math.min(SHOWN, callers.size())));
            return function + (callers.isEmpty() ? "" : " < " + chain) + " in task " + task
                    + (times > 1 ? ", " + times + " times" : "");
        }
    }

    /**
     * A call of a function that may sleep.
     *
     * @param name the case's name for it
     * @param source file and line that the kernel's own check was given; empty for other functions
     * @param locks spinlocks held
     */
    public record AtomicSleep(
            @JsonUnwrapped WitnessedCall call,
            @JsonProperty("name") Optional<String> name,
            @JsonProperty("source") Optional<String> source,
            @JsonProperty("irqsMasked") boolean irqsMasked,
            @JsonProperty("preemptCount") long preemptCount,
            @JsonProperty("locks") int locks) {
        public AtomicSleep withTimes(int times) {
            return new AtomicSleep(call.withTimes(times), name, source, irqsMasked, preemptCount, locks);
        }

        /** The call and its context. */
        @Override
        public String toString() {
            return call + " (" + source.map(position -> position + ", ").orElse("")
                    + (irqsMasked ? "interrupts masked, " : "") + "preempt count 0x" + Long.toHexString(preemptCount)
                    + (locks > 0 ? ", spinlocks held: " + locks : "") + ")";
        }
    }
}
