// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vc4lab.report.CallRows.PlacedCall;
import org.vc4lab.trace.CallText;
import org.vc4lab.trace.CallsBeforeReport;
import org.vc4lab.trace.FunctionCall;
import org.vc4lab.trace.HeldSpinlock;

/**
 * The calls before a report as a picture: a lane for each processor, in it a bar for each call, and below these the
 * spinlocks that the processor holds. Lengths are those of the SVG's units.
 */
public record CallsPicture(CallsBeforeReport calls, ColumnAxis axis, List<ProcessorLane> lanes) {
    public static final int ROW = 15;
    private static final int LEFT = 52;
    private static final int RIGHT = 52;
    private static final int TOP = 26;
    private static final int BOTTOM = 22;
    private static final int BETWEEN_LANES = 12;

    /** Of the BCM2711; one that idles has no calls. */
    private static final int LAST_PROCESSOR = 3;

    public CallsPicture {
        lanes = List.copyOf(lanes);
    }

    /**
     * What one processor did.
     *
     * @param top of the lane
     */
    public record ProcessorLane(int processor, int top, int height, List<CallBar> bars) {
        public ProcessorLane {
            bars = List.copyOf(bars);
        }
    }

    /**
     * A call, or a spinlock that is held.
     *
     * @param style the class of its colours
     * @param tooltip all that is known of it
     */
    public record CallBar(double left, int top, double width, String style, String label, String tooltip) {
        private static final double LEAST_WIDTH = 2;
        private static final double LEAST_FOR_LABEL = 20;

        public CallBar {
            width = Math.max(LEAST_WIDTH, width);
        }

        public boolean hasLabel() {
            return width >= LEAST_FOR_LABEL;
        }
    }

    /** Draws them. */
    public static CallsPicture of(CallsBeforeReport calls) {
        ColumnAxis axis = ColumnAxis.of(calls, LEFT);
        List<ProcessorLane> lanes = new ArrayList<>();
        int top = TOP;
        for (int processor = 0; processor <= lastProcessor(calls); processor++) {
            ProcessorLane lane = lane(processor, top, calls, axis);
            lanes.add(lane);
            top += lane.height() + BETWEEN_LANES;
        }
        return new CallsPicture(calls, axis, lanes);
    }

    private static int lastProcessor(CallsBeforeReport calls) {
        IntStream processors = IntStream.concat(
                calls.calls().stream().mapToInt(FunctionCall::processor),
                spinlocks(calls).mapToInt(HeldSpinlock::processor));
        return IntStream.concat(processors, IntStream.of(LAST_PROCESSOR, calls.processor()))
                .max()
                .orElse(LAST_PROCESSOR);
    }

    private static Stream<HeldSpinlock> spinlocks(CallsBeforeReport calls) {
        return calls.spinlocks().stream().flatMap(List::stream);
    }

    private static ProcessorLane lane(int processor, int top, CallsBeforeReport calls, ColumnAxis axis) {
        List<CallBar> bars = new ArrayList<>();
        List<FunctionCall> own = calls.calls().stream()
                .filter(call -> call.processor() == processor)
                .toList();
        int rows = 1;
        for (PlacedCall placed : CallRows.place(own, calls.atNanos())) {
            bars.add(bar(placed, top, axis));
            rows = Math.max(rows, placed.row() + 1);
        }
        List<Long> heldUntil = new ArrayList<>();
        for (HeldSpinlock spinlock :
                spinlocks(calls).filter(each -> each.processor() == processor).toList()) {
            int lockRow = firstFree(heldUntil, spinlock);
            bars.add(bar(spinlock, top + (rows + lockRow) * ROW, axis));
        }
        return new ProcessorLane(processor, top, (rows + heldUntil.size()) * ROW, bars);
    }

    private static CallBar bar(PlacedCall placed, int top, ColumnAxis axis) {
        FunctionCall call = placed.call();
        double left = axis.at(call.atNanos());
        return new CallBar(
                left,
                top + placed.row() * ROW,
                axis.at(placed.untilNanos()) - left,
                call.context().toString(),
                call.function(),
                CallText.line(call).strip());
    }

    private static CallBar bar(HeldSpinlock spinlock, int top, ColumnAxis axis) {
        double left = axis.at(spinlock.fromNanos());
        return new CallBar(
                left, top, axis.at(spinlock.untilNanos()) - left, "spinlock", spinlock.taker(), describe(spinlock));
    }

    private static String describe(HeldSpinlock spinlock) {
        return "CPU" + spinlock.processor() + " holds the spinlock " + spinlock.address() + " since "
                + spinlock.taker() + " took it, for "
                + ColumnAxis.duration(spinlock.untilNanos() - spinlock.fromNanos());
    }

    /** @param heldUntil of the last spinlock in each row; gets this one */
    private static int firstFree(List<Long> heldUntil, HeldSpinlock spinlock) {
        int row = 0;
        while (row < heldUntil.size() && heldUntil.get(row) > spinlock.fromNanos()) {
            row++;
        }
        if (row == heldUntil.size()) {
            heldUntil.add(spinlock.untilNanos());
        } else {
            heldUntil.set(row, spinlock.untilNanos());
        }
        return row;
    }

    public double width() {
        return axis.end() + RIGHT;
    }

    public int bottom() {
        return lanes.stream().mapToInt(lane -> lane.top() + lane.height()).max().orElse(TOP);
    }

    public int height() {
        return bottom() + BOTTOM;
    }

    /** The same for those who cannot see it. */
    public List<String> lines() {
        return calls.calls().stream().map(CallText::line).toList();
    }

    /** Those that the reporting processor holds, which may be what makes it atomic; empty if that is not known. */
    public List<String> heldAtReport() {
        return spinlocks(calls)
                .filter(spinlock ->
                        spinlock.processor() == calls.processor() && spinlock.untilNanos() == calls.atNanos())
                .map(CallsPicture::describe)
                .toList();
    }
}
