// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.vc4lab.trace.CallContext;
import org.vc4lab.trace.FunctionCall;

/** Places the calls of one processor in rows: each below the one that it is made in. */
final class CallRows {
    private final long endNanos;
    private final List<PlacedCall> placed = new ArrayList<>();
    private final Deque<PlacedCall> open = new ArrayDeque<>();

    private CallRows(long endNanos) {
        this.endNanos = endNanos;
    }

    /** A call in a row, the first of which is 0, until it returns or its task leaves the processor. */
    static final class PlacedCall {
        private final FunctionCall call;
        private final int row;
        private long untilNanos;

        private PlacedCall(FunctionCall call, int row, long untilNanos) {
            this.call = call;
            this.row = row;
            this.untilNanos = untilNanos;
        }

        FunctionCall call() {
            return call;
        }

        int row() {
            return row;
        }

        long untilNanos() {
            return untilNanos;
        }

        /** The return of a system call is not seen: whoever is called from the same place comes behind it. */
        private boolean hasEndedUnseen(FunctionCall next) {
            return call.returned().isEmpty()
                    && call.caller().equals(next.caller())
                    && call.taskAndPid().equals(next.taskAndPid());
        }

        private boolean isAround(FunctionCall inner) {
            return switch (inner.context()) {
                case HARDIRQ -> true;
                case SOFTIRQ -> call.context() != CallContext.HARDIRQ;
                case IRQS_OFF, TASK -> isInTask(call) && call.taskAndPid().equals(inner.taskAndPid());
            };
        }
    }

    private static boolean isInTask(FunctionCall call) {
        return call.context() == CallContext.TASK || call.context() == CallContext.IRQS_OFF;
    }

    /**
     * @param calls of one processor, in their order
     * @param endNanos of the picture
     */
    static List<PlacedCall> place(List<FunctionCall> calls, long endNanos) {
        CallRows rows = new CallRows(endNanos);
        calls.forEach(rows::add);
        return rows.placed;
    }

    private void add(FunctionCall call) {
        while (!open.isEmpty() && open.getFirst().untilNanos <= call.atNanos()) {
            open.removeFirst();
        }
        while (!open.isEmpty() && !open.getFirst().isAround(call)) {
            open.removeFirst().untilNanos = call.atNanos();
        }
        while (open.stream().anyMatch(outer -> outer.hasEndedUnseen(call))) {
            open.removeFirst().untilNanos = call.atNanos();
        }
        long returns = call.returned().map(FunctionCall.CallReturn::atNanos).orElse(endNanos);
        long outerEnds = open.isEmpty() ? endNanos : open.getFirst().untilNanos;
        PlacedCall newest = new PlacedCall(call, open.size(), Math.max(call.atNanos(), Math.min(returns, outerEnds)));
        placed.add(newest);
        open.addFirst(newest);
    }
}
