// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Picks the frames of a report's first call trace, in the order in which they are printed. */
final class FrameCollector {
    private final List<Frame> frames = new ArrayList<>();
    private @Nullable Frame fault;

    private FrameCollector() {}

    static List<Frame> of(Body body) {
        FrameCollector collector = new FrameCollector();
        int start = start(body);
        for (int i = 1; i < start; i++) {
            collector.fault(body.text(i));
        }
        for (int i = Math.max(start, 0) + 1; i < body.size(); i++) {
            String text = body.text(i);
            if (!StackStart.of(text).isEmpty() || ends(text, collector.frames.isEmpty())) {
                break;
            }
            collector.add(text);
        }
        return collector.frames;
    }

    /** The line that announces the trace, or the headline where the trace follows it at once. */
    private static int start(Body body) {
        int announced = body.find("stack backtrace:", 1);
        for (int i = Math.max(announced, 1); i < body.size(); i++) {
            String sort = StackStart.of(body.text(i));
            if (sort.equals("Uninit was stored") || sort.equals("Allocated") || sort.equals("Freed")) {
                return 0;
            }
            if (!sort.isEmpty()) {
                return i;
            }
        }
        return Math.max(announced, 0);
    }

    private static boolean ends(String text, boolean none) {
        return text.startsWith("---[ end ")
                || text.startsWith("-> #")
                || (!none && (text.isBlank() || text.startsWith("INFO: ") || text.startsWith("Showing ")));
    }

    /** Where the processor was, printed before the trace: the innermost frame, unless the trace repeats it. */
    private void fault(String text) {
        ProgramCounter counter = ProgramCounter.of(text);
        if (counter != null && fault == null) {
            fault = counter.frame();
        }
    }

    private void add(String text) {
        FrameLine line = FrameLine.of(text);
        ProgramCounter counter = line == null ? ProgramCounter.of(text) : null;
        Frame here = counter == null ? null : counter.frame();
        if (line != null) {
            begin();
            callee(line.callee());
            frame(line.frame());
        } else if (here != null) {
            frames.add(here);
        }
    }

    private void begin() {
        Frame counter = fault;
        if (counter != null && frames.isEmpty()) {
            frames.add(counter);
        }
        fault = null;
    }

    /** ARM's lines name callee and caller: the callee is new only at the top and behind an exception. */
    private void callee(String function) {
        if (!function.isEmpty() && (frames.isEmpty() || !last().function().equals(function))) {
            frames.add(new Frame(function, Frame.UNKNOWN, Frame.UNKNOWN, "", false));
        }
    }

    private void frame(Frame frame) {
        boolean repeatsFault =
                frames.size() == 1 && last().function().equals(frame.function()) && last().offset() == frame.offset();
        if (!frame.function().isEmpty() && !repeatsFault) {
            frames.add(frame);
        }
    }

    private Frame last() {
        return frames.get(frames.size() - 1);
    }
}
