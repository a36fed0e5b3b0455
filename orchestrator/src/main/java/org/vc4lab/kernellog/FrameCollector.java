// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the frames of a report's first call trace, in the order of their lines. */
final class FrameCollector {
    /** Traces that are not the report's own. */
    private static final List<String> OBJECT_HISTORY = List.of("Uninit was stored", "Allocated", "Freed");

    private final List<Frame> frames = new ArrayList<>();

    /** The program counter, printed before the trace: the innermost frame, unless the trace repeats it. */
    private @Nullable Frame fault;

    private FrameCollector() {}

    static List<Frame> of(ReportLines lines) {
        FrameCollector collector = new FrameCollector();
        int start = headerLine(lines);
        for (int i = 1; i < start && collector.fault == null; i++) {
            collector.fault = programCounter(lines.text(i));
        }
        for (int i = start + 1; i < lines.size(); i++) {
            String text = lines.text(i);
            if (lines.isTraceHeader(i) || endsTrace(text, collector.frames.isEmpty())) {
                break;
            }
            collector.add(lines.frameLine(i), text);
        }
        return collector.frames;
    }

    /** The line that announces the trace, or the headline if the trace follows it. */
    private static int headerLine(ReportLines lines) {
        int announcement = lines.findLine("stack backtrace:", 1);
        for (int i = Math.max(announcement, 1); i < lines.size(); i++) {
            if (lines.isTraceHeader(i)) {
                return OBJECT_HISTORY.contains(lines.traceHeader(i)) ? 0 : i;
            }
        }
        return Math.max(announcement, 0);
    }

    private static boolean endsTrace(String text, boolean noFrames) {
        return text.startsWith("---[ end ")
                || text.startsWith("-> #")
                || (!noFrames && (text.isBlank() || text.startsWith("INFO: ") || text.startsWith("Showing ")));
    }

    private void add(@Nullable FrameLine line, String text) {
        Frame counter = line == null ? programCounter(text) : null;
        if (line != null) {
            addFault();
            addCallee(line.callee());
            addFrame(line.frame());
        } else if (counter != null) {
            frames.add(counter);
        }
    }

    private static @Nullable Frame programCounter(String text) {
        Frame counter = FrameLine.programCounter(text);
        return counter == null || counter.function().isEmpty() ? null : counter;
    }

    private void addFault() {
        if (frames.isEmpty() && fault != null) {
            frames.add(fault);
        }
        fault = null;
    }

    /** ARM's lines name callee and caller; the callee is new only at the top and behind an exception. */
    private void addCallee(String function) {
        if (!function.isEmpty() && (frames.isEmpty() || !lastFrame().function().equals(function))) {
            frames.add(new Frame(function, Frame.UNKNOWN, Frame.UNKNOWN, "", false));
        }
    }

    private void addFrame(Frame frame) {
        boolean repeatsFault = frames.size() == 1
                && lastFrame().function().equals(frame.function())
                && lastFrame().offset() == frame.offset();
        if (!frame.function().isEmpty() && !repeatsFault) {
            frames.add(frame);
        }
    }

    private Frame lastFrame() {
        return frames.get(frames.size() - 1);
    }
}
