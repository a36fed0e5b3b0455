// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.WitnessedMoment;

/**
 * The last calls of all processors before the first report of a trial.
 *
 * @param atNanos of the report, on the guest's clock
 * @param processor that reports
 * @param function that reports, or that sleeps in atomic context
 * @param calls in their order
 * @param spinlocks held meanwhile; empty if the kernel has the functions for them inline
 */
public record CallsBeforeReport(
        @JsonProperty("atNanos") long atNanos,
        @JsonProperty("cpu") int processor,
        @JsonProperty("function") String function,
        @JsonProperty("calls") List<FunctionCall> calls,
        @JsonProperty("spinlocks") Optional<List<HeldSpinlock>> spinlocks) {
    /** A picture has room for these. */
    public static final int MOST_CALLS = 200;

    private static final int MOST_SPINLOCKS = 1000;
    private static final int MOST_PROCESSORS = 64;
    private static final ObjectReader READER = Json.mapper()
            .readerFor(CallsBeforeReport.class)
            .with(
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    /** Also of a file that anybody may have written. */
    public CallsBeforeReport {
        calls = List.copyOf(calls);
        spinlocks = spinlocks.map(List::copyOf);
        List<HeldSpinlock> held = spinlocks.orElse(List.of());
        if (calls.size() > MOST_CALLS || held.size() > MOST_SPINLOCKS) {
            throw new IllegalArgumentException(calls.size() + " calls and " + held.size() + " spinlocks, limits "
                    + MOST_CALLS + " and " + MOST_SPINLOCKS);
        }
        Stream<Integer> processors = Stream.concat(
                calls.stream().map(FunctionCall::processor), held.stream().map(HeldSpinlock::processor));
        if (Stream.concat(processors, Stream.of(processor)).anyMatch(each -> each < 0 || each >= MOST_PROCESSORS)) {
            throw new IllegalArgumentException("a processor that no machine has");
        }
    }

    /** Reads such a file; an {@link IOException} if anything is missing or absurd. */
    public static CallsBeforeReport read(Path file) throws IOException {
        @Nullable CallsBeforeReport calls = READER.readValue(BoundedFiles.readBytes(file));
        if (calls == null) {
            throw new IOException(file + " has no calls"); // but a null
        }
        return calls;
    }

    public void write(Path file) throws IOException {
        AtomicFiles.write(file, Json.line(this));
    }

    /**
     * The newest calls of a log. Those of the functions for spinlocks are not among them: they say what was held.
     *
     * @param withSpinlocks whether the log has all those of the kernel
     */
    static CallsBeforeReport of(CallLog log, WitnessedMoment report, boolean withSpinlocks) {
        List<FunctionCall> before = log.calls().stream()
                .filter(call -> call.atNanos() <= report.atNanos())
                .toList();
        List<FunctionCall> otherCalls =
                before.stream().filter(call -> !HeldSpinlock.concerns(call)).toList();
        List<FunctionCall> shown = otherCalls.subList(Math.max(0, otherCalls.size() - MOST_CALLS), otherCalls.size());
        Optional<List<HeldSpinlock>> held = withSpinlocks
                ? Optional.of(HeldSpinlock.of(before, report.atNanos()).stream()
                        .filter(spinlock -> isOfInterest(spinlock, shown, report))
                        .limit(MOST_SPINLOCKS)
                        .toList())
                : Optional.empty();
        return new CallsBeforeReport(report.atNanos(), report.processor(), report.function(), shown, held);
    }

    /** Of the many that are held for some instructions only those that a call or the report can depend on. */
    private static boolean isOfInterest(HeldSpinlock spinlock, List<FunctionCall> shown, WitnessedMoment report) {
        boolean heldAtReport = spinlock.untilNanos() == report.atNanos();
        return heldAtReport
                || shown.stream()
                        .anyMatch(
                                call -> call.processor() == spinlock.processor() && spinlock.isHeldAt(call.atNanos()));
    }
}
