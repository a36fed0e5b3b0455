// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Calls as a file in Chrome's trace event format, which Perfetto and chrome://tracing open: a lane for each processor.
 *
 * @param unit in which viewers show times
 * @param summary what is said about the trace as a whole
 */
public record ChromeTrace(
        @JsonProperty("displayTimeUnit") String unit,
        @JsonProperty("otherData") Map<String, String> summary,
        @JsonProperty("traceEvents") List<TraceEvent> events) {
    /** Viewers take the process and the thread 0 for the one that idles. */
    private static final int PROCESS = 1;

    private static final int FIRST_THREAD = 1;
    private static final int MICROS_DECIMALS = 3;

    public ChromeTrace {
        summary = Map.copyOf(summary);
        events = List.copyOf(events);
    }

    /**
     * An event of the format: the name of a process or a thread, or a call.
     *
     * @param phase the kind of event
     * @param category of a call: its context
     * @param duration of a call that is a slice of its lane
     * @param scope of a call that is a mark: the lane
     * @param details what viewers show of the call that is selected
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record TraceEvent(
            @JsonProperty("ph") String phase,
            @JsonProperty("name") String name,
            @JsonProperty("cat") Optional<String> category,
            @JsonProperty("cname") Optional<String> colour,
            @JsonProperty("ts") Optional<BigDecimal> micros,
            @JsonProperty("dur") Optional<BigDecimal> duration,
            @JsonProperty("pid") int process,
            @JsonProperty("tid") int thread,
            @JsonProperty("s") Optional<String> scope,
            @JsonProperty("args") Map<String, String> details) {
        TraceEvent {
            details = Map.copyOf(details);
        }

        static TraceEvent naming(String what, int thread, String name) {
            return new TraceEvent(
                    "M",
                    what,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    PROCESS,
                    thread,
                    Optional.empty(),
                    Map.of("name", name));
        }

        /** @param end of a slice; empty for a mark */
        static TraceEvent of(FunctionCall call, Optional<Long> end) {
            return new TraceEvent(
                    end.isPresent() ? "X" : "i",
                    call.function(),
                    Optional.of(call.context().toString()),
                    Optional.of(call.context().viewerColour()),
                    Optional.of(toMicros(call.atNanos())),
                    end.map(nanos -> toMicros(nanos - call.atNanos())),
                    PROCESS,
                    FIRST_THREAD + call.processor(),
                    end.isPresent() ? Optional.empty() : Optional.of("t"),
                    detailsOf(call));
        }

        private static Map<String, String> detailsOf(FunctionCall call) {
            return Map.of(
                    "returned",
                    call.returned().map(FunctionCall.CallReturn::value).orElse("not in the trial"),
                    "task",
                    call.taskAndPid(),
                    "arguments",
                    String.join(", ", call.arguments()),
                    "caller",
                    call.caller(),
                    "irqsMasked",
                    Boolean.toString(call.irqsMasked()),
                    "preemptCount",
                    "0x" + Long.toHexString(call.preemptCount()),
                    "locks",
                    Integer.toString(call.locks()));
        }
    }

    private static BigDecimal toMicros(long nanos) {
        return BigDecimal.valueOf(nanos, MICROS_DECIMALS);
    }

    /**
     * The end of a call that is a slice: one that returned on its processor, before those that had begun there. One
     * that slept may end elsewhere, or after what it interrupted.
     *
     * @param ends of the slices that have begun on the processor, the newest first; gets this one
     */
    private static Optional<Long> endOfSlice(FunctionCall call, Deque<Long> ends) {
        while (!ends.isEmpty() && ends.getFirst() <= call.atNanos()) {
            ends.removeFirst();
        }
        long latest = ends.isEmpty() ? Long.MAX_VALUE : ends.getFirst();
        Optional<Long> end = call.returned()
                .filter(returned -> returned.processor() == call.processor())
                .map(FunctionCall.CallReturn::atNanos)
                .filter(nanos -> nanos >= call.atNanos() && nanos <= latest);
        end.ifPresent(ends::addFirst);
        return end;
    }

    /**
     * The calls of a trial.
     *
     * @param title of the trial
     */
    public static ChromeTrace of(CallLog log, String title) {
        List<TraceEvent> events = new ArrayList<>();
        events.add(TraceEvent.naming("process_name", FIRST_THREAD, title));
        log.calls().stream()
                .map(FunctionCall::processor)
                .distinct()
                .sorted()
                .forEach(processor ->
                        events.add(TraceEvent.naming("thread_name", FIRST_THREAD + processor, "CPU " + processor)));
        Map<Integer, Deque<Long>> endsByProcessor = new HashMap<>();
        for (FunctionCall call : log.calls()) {
            Deque<Long> ends = endsByProcessor.computeIfAbsent(call.processor(), processor -> new ArrayDeque<>());
            events.add(TraceEvent.of(call, endOfSlice(call, ends)));
        }
        return new ChromeTrace("ns", Map.of("droppedCalls", Long.toString(log.dropped())), events);
    }
}
