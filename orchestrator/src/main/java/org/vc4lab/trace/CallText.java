// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Calls as lines for people. */
public final class CallText {
    /** Few functions have more, and a line has room for these. */
    private static final int SHOWN_ARGUMENTS = 4;

    private static final int NANOS_DECIMALS = 9;
    private static final int MICROS_DECIMALS = 3;

    private CallText() {}

    /** Prints a line for each call. */
    public static void print(CallLog log, PrintWriter out) {
        log.calls().forEach(call -> out.println(line(call)));
        out.println(summary(log));
    }

    /** Time, processor, context, task, call, caller. */
    public static String line(FunctionCall call) {
        List<String> shown = call.arguments()
                .subList(0, Math.min(SHOWN_ARGUMENTS, call.arguments().size()));
        return String.format(
                Locale.ROOT,
                "%13s  CPU%d  %-8s  %-22s  %s(%s)%s from %s",
                BigDecimal.valueOf(call.atNanos(), NANOS_DECIMALS).toPlainString(),
                call.processor(),
                call.context(),
                call.taskAndPid(),
                call.function(),
                String.join(", ", shown),
                call.returned().map(end -> describe(call, end)).orElse(""),
                call.caller());
    }

    private static String describe(FunctionCall call, FunctionCall.CallReturn end) {
        BigDecimal micros = BigDecimal.valueOf(end.atNanos() - call.atNanos(), MICROS_DECIMALS);
        String processor = end.processor() == call.processor() ? "" : " on CPU" + end.processor();
        return " = " + end.value() + " after " + micros.toPlainString() + " us" + processor + ",";
    }

    private static String summary(CallLog log) {
        String dropped = log.dropped() > 0
                ? "; " + log.dropped() + " more are not shown: the limit is " + CallLog.MOST_CALLS
                        + ", choose fewer functions or a shorter time"
                : "";
        String end = log.total().isEmpty() ? "; the emulator ended before the trial did" : "";
        return log.calls().size() + " calls" + dropped + end;
    }
}
