// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a report has the call traces that it announces. */
final class TraceCheck {
    /** A frame follows within this many lines of the trace's heading. */
    private static final int FRAME_REACH = 15;

    private static final int MIN_LINES = 3;

    private TraceCheck() {}

    /** The flaw, or "". */
    static String flaw(ReportLines reportLines) {
        Set<String> headerTypes = new HashSet<>();
        boolean hasTrace = false;
        for (int i = 0; i < reportLines.size(); i++) {
            String headerType = TraceHeader.typeOf(reportLines.text(i));
            if (headerType.isEmpty() || !headerTypes.add(headerType)) {
                continue;
            }
            if (reportLines.size() - i < MIN_LINES) {
                return "truncated: it ends where a call trace begins";
            }
            if (!hasFrame(reportLines, i)) {
                return "truncated: a call trace without frames";
            }
            hasTrace = true;
        }
        return hasTrace || hasArmFrame(reportLines) ? "" : "truncated: no call trace";
    }

    private static boolean hasArmFrame(ReportLines reportLines) {
        for (int i = 1; i < reportLines.size(); i++) {
            FrameLine line = reportLines.frameLine(i);
            if (line != null && line.isArm()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFaultInjection(@Nullable FrameLine line) {
        return line != null
                && List.of("should_fail", "should_failslab")
                        .contains(line.frame().baseName());
    }

    private static boolean hasFrame(ReportLines reportLines, int start) {
        for (int i = start + 1; i < Math.min(start + 1 + FRAME_REACH, reportLines.size()); i++) {
            String text = reportLines.text(i);
            if (!TraceHeader.typeOf(text).isEmpty()) {
                return false;
            }
            if (reportLines.isFrame(i) || text.contains("(stack is not available)")) {
                return true;
            }
        }
        return false;
    }

    /** Whether the first trace is mixed with another task's, or with the trace of an injected failure. */
    static boolean isMixed(ReportLines reportLines) {
        int traces = 0;
        String task = "";
        for (int i = 1; i < reportLines.size() && traces < 2; i++) {
            String text = reportLines.text(i);
            traces += TraceHeader.typeOf(text).isEmpty() ? 0 : 1;
            String currentTask = traces == 0 && text.startsWith("CPU: ") ? CharScanner.between(text, "PID: ", " ") : "";
            if (isFaultInjection(reportLines.frameLine(i))
                    || (!task.isEmpty() && !currentTask.isEmpty() && !currentTask.equals(task))) {
                return true;
            }
            task = currentTask.isEmpty() ? task : currentTask;
        }
        return false;
    }
}
