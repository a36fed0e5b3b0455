// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** Messages that come with a call trace of their own and are no reports: inside a report they spoil it. */
final class ForeignTraces {
    private ForeignTraces() {}

    static boolean startsForeignTrace(String text) {
        return text.contains("FAULT_INJECTION: forcing a failure")
                || text.contains("vmalloc: allocation failure:")
                || text.contains("FAULT_FLAG_ALLOW_RETRY missing");
    }

    /** A frame of the fault injection's own trace. */
    static boolean isFaultInjectionFrame(String text) {
        if (!text.contains("should_fail")) {
            return false;
        }
        FrameLine line = FrameLine.of(text);
        String function = line == null ? "" : line.frame().baseName();
        return function.equals("should_fail") || function.equals("should_failslab");
    }
}
