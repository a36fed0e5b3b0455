// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Calls without a trial. */
public final class CallFixtures {
    private static final long IN_HARDIRQ = 0x10000;
    private static final long IN_SOFTIRQ = 0x100;
    public static final String TASK = "aplay";
    private static final List<CallContext> CONTEXTS = List.of(CallContext.values());

    private CallFixtures() {}

    /** A call of a task that returns at a time, or never if it is 0. */
    public static FunctionCall call(int processor, String function, long atNanos, long returnNanos) {
        return call(processor, function, atNanos, returnNanos, CallContext.TASK, TASK);
    }

    /** The same in some context, and in a task, which it may have interrupted. */
    public static FunctionCall call(
            int processor, String function, long atNanos, long returnNanos, CallContext context, String task) {
        long preemptCount =
                switch (context) {
                    case HARDIRQ -> IN_HARDIRQ;
                    case SOFTIRQ -> IN_SOFTIRQ;
                    case IRQS_OFF, TASK -> 0;
                };
        return new FunctionCall(
                atNanos,
                processor,
                function,
                List.of("0xc1a2b000", "0x1"),
                "caller_of_" + function + "+0x10",
                task,
                OptionalInt.of(123),
                context == CallContext.IRQS_OFF || context == CallContext.HARDIRQ,
                preemptCount,
                0,
                returnNanos == 0
                        ? Optional.empty()
                        : Optional.of(new FunctionCall.CallReturn(returnNanos, processor, "0x1")));
    }

    /** A call with another first argument. */
    public static FunctionCall callOf(FunctionCall call, String argument) {
        return new FunctionCall(
                call.atNanos(),
                call.processor(),
                call.function(),
                List.of(argument),
                call.caller(),
                call.task(),
                call.pid(),
                call.irqsMasked(),
                call.preemptCount(),
                call.locks(),
                call.returned());
    }

    /** As many as a picture has room for, on four processors, and two spinlocks. */
    public static CallsBeforeReport manyCalls() {
        List<FunctionCall> calls = new ArrayList<>();
        long atNanos = 1_500_000_000;
        for (int i = 0; i < CallsBeforeReport.MOST_CALLS; i++) {
            int processor = i / 10 % 4;
            int depth = i % 10;
            CallContext context = CONTEXTS.get(i / 40 % CONTEXTS.size());
            atNanos += i % 40 == 0 ? 2_500_000 : 800;
            long returns = depth < 9 && processor == 2 && i > 180 ? 0 : atNanos + (10 - depth) * 900L;
            calls.add(call(
                    processor, "function_" + depth + "_of_" + context, atNanos, returns, context, TASK + processor));
        }
        long report = atNanos + 2_000;
        List<HeldSpinlock> spinlocks = List.of(
                new HeldSpinlock(2, "0xc2be3604", "snd_pcm_action_lock_irq+0x1c", report - 40_000, report),
                new HeldSpinlock(0, "0xc2be0000", "try_to_wake_up+0x2c", report - 90_000, report - 60_000));
        return new CallsBeforeReport(report, 2, "___might_sleep", calls, Optional.of(spinlocks));
    }

    /** Two processors: one comes to a report with a spinlock held, the other is interrupted meanwhile. */
    public static CallsBeforeReport beforeReport(String text) {
        List<FunctionCall> calls = List.of(
                call(1, "sys_ioctl", 1_000, 0),
                call(1, "snd_pcm_action_lock_irq", 2_000, 0),
                call(0, "handle_fasteoi_irq", 2_500, 2_900, CallContext.HARDIRQ, "swapper/0"),
                call(0, "tasklet_action_common", 5_002_900, 5_003_900, CallContext.SOFTIRQ, "swapper/0"),
                call(1, text, 5_004_000, 0, CallContext.IRQS_OFF, TASK));
        HeldSpinlock streamLock = new HeldSpinlock(1, "0xc2be3604", "snd_pcm_action_lock_irq+0x1c", 2_100, 5_005_000);
        return new CallsBeforeReport(5_005_000, 1, "___might_sleep", calls, Optional.of(List.of(streamLock)));
    }
}
