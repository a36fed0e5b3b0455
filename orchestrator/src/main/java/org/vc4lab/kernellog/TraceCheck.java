// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.HashSet;
import java.util.Set;

/** Whether the call traces that a report announces are there. */
final class TraceCheck {
    /** A frame follows within so many lines of the words that announce the trace. */
    private static final int REACH = 15;

    private static final int FEWEST_LINES = 3;

    private TraceCheck() {}

    /** What is wrong, or "". */
    static String flaw(Body body) {
        Set<String> seen = new HashSet<>();
        boolean any = false;
        for (int i = 0; i < body.size(); i++) {
            String sort = StackStart.of(body.text(i));
            if (sort.isEmpty() || !seen.add(sort)) {
                continue;
            }
            if (body.size() - i < FEWEST_LINES) {
                return "truncated: it ends where a call trace begins";
            }
            if (!hasFrame(body, i)) {
                return "truncated: a call trace without frames";
            }
            any = true;
        }
        return any || hasArmFrame(body) ? "" : "truncated: no call trace";
    }

    private static boolean hasArmFrame(Body body) {
        for (int i = 1; i < body.size(); i++) {
            FrameLine line = body.text(i).contains(" from ") ? FrameLine.of(body.text(i)) : null;
            if (line != null && line.isArm()) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasFrame(Body body, int start) {
        for (int i = start + 1; i < Math.min(start + 1 + REACH, body.size()); i++) {
            String text = body.text(i);
            if (!StackStart.of(text).isEmpty()) {
                return false;
            }
            if (body.isFrame(i) || text.contains("(stack is not available)")) {
                return true;
            }
        }
        return false;
    }

    /** Whether the first trace is mixed with another task's, or with the trace of a failure that was injected. */
    static boolean isMixed(Body body) {
        int traces = 0;
        String task = "";
        for (int i = 1; i < body.size() && traces < 2; i++) {
            String text = body.text(i);
            traces += StackStart.of(text).isEmpty() ? 0 : 1;
            String now = traces == 0 && text.startsWith("CPU: ") ? Scan.between(text, "PID: ", " ") : "";
            if (Intruders.isFaultInjectionFrame(text) || (!task.isEmpty() && !now.isEmpty() && !now.equals(task))) {
                return true;
            }
            task = now.isEmpty() ? task : now;
        }
        return false;
    }

    /** Whether a timestamp stands in the middle of the text. */
    static boolean hasStamp(String text) {
        return PrefixScanner.stampInside(text, 0) >= 0;
    }
}
