// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

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
        long atNanos,
        int processor,
        String function,
        List<String> arguments,
        String caller,
        String task,
        OptionalInt pid,
        boolean irqsMasked,
        long preemptCount,
        int locks,
        Optional<CallReturn> returned) {
    public FunctionCall {
        arguments = List.copyOf(arguments);
    }

    /**
     * The end of a call.
     *
     * @param processor that the task ran on then
     * @param value what the register for it holds, in hexadecimal
     */
    public record CallReturn(long atNanos, int processor, String value) {}

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
    String taskAndPid() {
        return task + (pid.isPresent() ? "-" + pid.getAsInt() : "");
    }
}
