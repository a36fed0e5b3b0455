// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses the function that names the report, after helpers were skipped. */
@FunctionalInterface
interface GuiltyFrame {
    FunctionPatterns DISPATCHERS = new FunctionPatterns(WordList.words("anchors.txt"));

    List<String> GRACE_PERIODS = List.of("synchronize_rcu", "synchronize_srcu", "synchronize_net", "synchronize_sched");

    FunctionPatterns WAITS = FunctionPatterns.of("sched _lock _slowlock down rwsem completion kthread wait synchronize"
            + " context_switch __switch_to cancel_delayed_work rcu_barrier");

    /** The function, or null if none of them names the report; there is at least one. */
    @Nullable
    String choose(List<String> functions);

    /** The innermost frame. */
    GuiltyFrame INNERMOST = functions -> functions.get(0);

    /** For a processor that loops: the position in the loop is chance, so a generic dispatcher's callee counts. */
    GuiltyFrame STALLED = GuiltyFrame::stalled;

    /**
     * For a task that waits: functions that wait are skipped, and two waits that block all tasks at once (an RCU grace
     * period, the networking lock) name the report.
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
