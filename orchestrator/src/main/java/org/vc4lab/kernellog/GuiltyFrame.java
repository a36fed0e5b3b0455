// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which of the frames that are left after the helpers are skipped names the report. */
@FunctionalInterface
interface GuiltyFrame {
    FunctionPatterns DISPATCHERS = new FunctionPatterns(WordList.words("anchors.txt"));

    List<String> GRACE_PERIODS = List.of("synchronize_rcu", "synchronize_srcu", "synchronize_net", "synchronize_sched");

    FunctionPatterns WAITS = FunctionPatterns.of(
            "sched",
            "_lock",
            "_slowlock",
            "down",
            "rwsem",
            "completion",
            "kthread",
            "wait",
            "synchronize",
            "context_switch",
            "__switch_to",
            "cancel_delayed_work",
            "rcu_barrier");

    /** The function, or null if none of them can be it; there is at least one frame. */
    @Nullable
    String choose(List<String> functions);

    /** The innermost frame. */
    GuiltyFrame INNERMOST = functions -> functions.get(0);

    /**
     * For a processor that loops: where in the loop it was caught is chance, so what counts is the function that was
     * called by a generic dispatcher.
     */
    GuiltyFrame STALLED = GuiltyFrame::stalled;

    /**
     * For a task that waits: the ways to wait are skipped, and two waits that hang for everybody at once (an RCU grace
     * period, the networking lock) get a name of their own.
     */
    GuiltyFrame HUNG = GuiltyFrame::hung;

    private static @Nullable String stalled(List<String> functions) {
        String inner = functions.get(0);
        for (String function : functions) {
            if (DISPATCHERS.contains(function)) {
                return function.contains("smp_call_function") ? "smp_call_function" : inner;
            }
            inner = function;
        }
        return null;
    }

    private static @Nullable String hung(List<String> functions) {
        for (String function : functions) {
            if (function.contains("rtnl_lock")) {
                return function;
            }
            for (String wait : GRACE_PERIODS) {
                if (function.contains(wait)) {
                    return "synchronize_rcu";
                }
            }
        }
        return functions.stream()
                .filter(function -> !WAITS.contains(function))
                .findFirst()
                .orElse(null);
    }
}
