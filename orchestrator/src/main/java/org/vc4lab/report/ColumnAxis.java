// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.vc4lab.trace.CallsBeforeReport;
import org.vc4lab.trace.FunctionCall;

/**
 * Where a time is in a picture of calls: each begin and end of a call has a column, however long it was until the next.
 * Lengths are those of the SVG's units.
 *
 * @param times of the columns, in nanoseconds of the guest's clock; the report's is the last
 * @param positions of the columns
 * @param gaps in which nothing was called for long
 * @param ticks with times before the report
 */
public record ColumnAxis(List<Long> times, List<Double> positions, List<AxisLabel> gaps, List<AxisLabel> ticks) {
    private static final double COLUMN = 8;
    private static final double GAP_COLUMN = 44;
    /** So that what is being called when the kernel reports can be read. */
    private static final double LAST_COLUMN = 190;

    private static final double BETWEEN_TICKS = 110;
    private static final long LONG_NANOS = 1_000_000;
    private static final double NANOS_PER_MICRO = 1000;
    private static final double NANOS_PER_MILLI = 1_000_000;

    public ColumnAxis {
        times = List.copyOf(times);
        positions = List.copyOf(positions);
        gaps = List.copyOf(gaps);
        ticks = List.copyOf(ticks);
    }

    /** A time or a duration that is written at a place. */
    public record AxisLabel(double position, String text) {}

    static ColumnAxis of(CallsBeforeReport calls, double start) {
        List<Long> times = List.copyOf(columns(calls));
        List<Double> positions = new ArrayList<>();
        List<AxisLabel> gaps = new ArrayList<>();
        List<AxisLabel> ticks = new ArrayList<>();
        double position = start;
        double lastTick = -BETWEEN_TICKS;
        for (int i = 0; i < times.size(); i++) {
            if (i > 0) {
                long nanos = times.get(i) - times.get(i - 1);
                double width = i == times.size() - 1 ? LAST_COLUMN : nanos >= LONG_NANOS ? GAP_COLUMN : COLUMN;
                if (nanos >= LONG_NANOS) {
                    gaps.add(new AxisLabel(position + width / 2, duration(nanos)));
                }
                position += width;
            }
            positions.add(position);
            if (position - lastTick >= BETWEEN_TICKS && i < times.size() - 1) {
                ticks.add(new AxisLabel(position, "-" + duration(calls.atNanos() - times.get(i))));
                lastTick = position;
            }
        }
        return new ColumnAxis(times, positions, gaps, ticks);
    }

    /** In their order. */
    private static TreeSet<Long> columns(CallsBeforeReport calls) {
        TreeSet<Long> times = new TreeSet<>();
        for (FunctionCall call : calls.calls()) {
            times.add(Math.min(call.atNanos(), calls.atNanos()));
            call.returned().ifPresent(end -> times.add(Math.min(end.atNanos(), calls.atNanos())));
        }
        times.add(calls.atNanos());
        return times;
    }

    /** Times before the first column are at it. */
    double at(long nanos) {
        int index = Collections.binarySearch(times, nanos);
        if (index >= 0) {
            return positions.get(index);
        }
        int next = -index - 1;
        if (next == 0 || next == times.size()) {
            return next == 0 ? positions.get(0) : end();
        }
        double share = (double) (nanos - times.get(next - 1)) / (times.get(next) - times.get(next - 1));
        return positions.get(next - 1) + share * (positions.get(next) - positions.get(next - 1));
    }

    /** Where the report is. */
    public double end() {
        return positions.get(positions.size() - 1);
    }

    static String duration(long nanos) {
        return nanos < LONG_NANOS
                ? String.format(Locale.ROOT, "%.3f µs", nanos / NANOS_PER_MICRO)
                : String.format(Locale.ROOT, "%.3f ms", nanos / NANOS_PER_MILLI);
    }
}
