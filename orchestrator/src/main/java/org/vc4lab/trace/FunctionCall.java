// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A call of a function.
 *
 * @param atNanos on the guest's clock
 * @param arguments in hexadecimal: what the registers for arguments hold, however many the function has
 * @param caller the function that it returns to, with the offset in it
 * @param task that the processor executes or has interrupted
 * @param pid empty if it is not known where the kernel keeps it
 * @param returned empty if it never did, or after the trial
 * @param locks spinlocks that the processor holds, if the kernel has CONFIG_DEBUG_SPINLOCK
 */
public record FunctionCall(
        @JsonProperty("atNanos") long atNanos,
        @JsonProperty("cpu") int processor,
        @JsonProperty("function") String function,
        @JsonProperty("arguments") List<String> arguments,
        @JsonProperty("caller") String caller,
        @JsonProperty("task") String task,
        @JsonProperty("pid") OptionalInt pid,
        @JsonProperty("irqsMasked") boolean irqsMasked,
        @JsonProperty("preemptCount") long preemptCount,
        @JsonProperty("locks") int locks,
        @JsonProperty("returned") Optional<CallReturn> returned) {
    public FunctionCall {
        arguments = List.copyOf(arguments);
    }

    /**
     * The end of a call.
     *
     * @param processor that the task ran on then
     * @param value what the register for it holds, in hexadecimal
     */
    public record CallReturn(
            @JsonProperty("atNanos") long atNanos,
            @JsonProperty("cpu") int processor,
            @JsonProperty("value") String value) {}

    FunctionCall returning(CallReturn end) {
        return new FunctionCall(
                atNanos,
                processor,
                function,
                arguments,
                caller,
                task,
                pid,
                irqsMasked,
                preemptCount,
                locks,
                Optional.of(end));
    }

    public CallContext context() {
        return CallContext.of(preemptCount, irqsMasked);
    }

    /** The task's name and number, as in the kernel's own traces. */
    public String taskAndPid() {
        return task + (pid.isPresent() ? "-" + pid.getAsInt() : "");
    }
}
