// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the frames of a report's first call trace, in the order of their lines. */
final class FrameCollector {
    private final List<Frame> frames = new ArrayList<>();
    private @Nullable Frame fault;

    private FrameCollector() {}

    static List<Frame> of(ReportLines reportLines) {
        FrameCollector collector = new FrameCollector();
        int start = headerLine(reportLines);
        for (int i = 1; i < start; i++) {
            collector.setFault(reportLines.text(i));
        }
        for (int i = Math.max(start, 0) + 1; i < reportLines.size(); i++) {
            String text = reportLines.text(i);
            if (!TraceHeader.typeOf(text).isEmpty() || endsTrace(text, collector.frames.isEmpty())) {
                break;
            }
            collector.add(reportLines.frameLine(i), text);
        }
        return collector.frames;
    }

    /** The line that announces the trace, or the headline if the trace follows it. */
    private static int headerLine(ReportLines reportLines) {
        int announcement = reportLines.findLine("stack backtrace:", 1);
        for (int i = Math.max(announcement, 1); i < reportLines.size(); i++) {
            String headerType = TraceHeader.typeOf(reportLines.text(i));
            if (headerType.equals("Uninit was stored")
                    || headerType.equals("Allocated")
                    || headerType.equals("Freed")) {
                return 0;
            }
            if (!headerType.isEmpty()) {
                return i;
            }
        }
        return Math.max(announcement, 0);
    }

    private static boolean endsTrace(String text, boolean noFrames) {
        return text.startsWith("---[ end ")
                || text.startsWith("-> #")
                || (!noFrames && (text.isBlank() || text.startsWith("INFO: ") || text.startsWith("Showing ")));
    }

    /** The program counter, printed before the trace: the innermost frame, unless the trace repeats it. */
    private void setFault(String text) {
        ProgramCounter counter = ProgramCounter.of(text);
        if (counter != null && fault == null) {
            fault = counter.frame();
        }
    }

    private void add(@Nullable FrameLine line, String text) {
        ProgramCounter counter = line == null ? ProgramCounter.of(text) : null;
        Frame counterFrame = counter == null ? null : counter.frame();
        if (line != null) {
            addFault();
            addCallee(line.callee());
            addFrame(line.frame());
        } else if (counterFrame != null) {
            frames.add(counterFrame);
        }
    }

    private void addFault() {
        Frame faultFrame = fault;
        if (faultFrame != null && frames.isEmpty()) {
            frames.add(faultFrame);
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
