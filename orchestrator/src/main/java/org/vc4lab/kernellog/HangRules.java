// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.CALL_TRACE;
import static org.vc4lab.kernellog.FrameSearch.PROGRAM_COUNTER;
import static org.vc4lab.kernellog.FrameSearch.STACK;
import static org.vc4lab.kernellog.FrameSearch.callTrace;
import static org.vc4lab.kernellog.ReportKind.HANG;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/** Processors and tasks that make no progress. */
final class HangRules {
    private static final FrameSearch.SearchStep TIMER_INTERRUPT = FrameSearch.seekText("apic_timer_interrupt");

    /** Entry of the interrupt that noticed the stall, on x86, arm and arm64. */
    private static final FrameSearch.SearchStep INTERRUPT =
            FrameSearch.seekText("apic_timer_interrupt", "Exception stack", "el1h_64_irq");

    private static final FrameSearch STALL = FrameSearch.of(TIMER_INTERRUPT, PROGRAM_COUNTER, STACK)
            .orElse(INTERRUPT, STACK)
            .skipping("apic_timer_interrupt rcu")
            .choosing(GuiltyFrame.STALLED);

    private static final FrameSearch LOCKUP =
            FrameSearch.faultThenCallTrace().orElse(CALL_TRACE, STACK).choosing(GuiltyFrame.STALLED);

    private static final FrameSearch WAIT = callTrace().choosing(GuiltyFrame.HUNG);

    static final List<Rule> RULES = List.of(
            Rule.inFunction(HANG, "INFO: rcu_tasks", "INFO: rcu detected stall in %s", WAIT)
                    .containing("detected stalls on tasks"),
            Rule.inFunction(HANG, "INFO: rcu_", "INFO: rcu detected stall in %s", STALL)
                    .when(HangRules::isStall),
            Rule.inFunction(HANG, "BUG: soft lockup", "BUG: soft lockup in %s", LOCKUP),
            Rule.inFunction(HANG, "Watchdog detected hard LOCKUP on cpu", "BUG: hard lockup in %s", LOCKUP),
            Rule.fixed(HANG, "BUG: workqueue lockup", "BUG: workqueue lockup").withTraits(Trait.NO_TRACE),
            Rule.inFunction(HANG, "INFO: task ", "INFO: task hung in %s", WAIT)
                    .containing(" blocked ")
                    .containing(" for more than "),
            Rule.inFunction(
                            HANG,
                            "INFO: task ",
                            "INFO: task can't die in %s",
                            callTrace().skipping("schedule"))
                    .containing(" can't die for more than "),
            Rule.fixed(
                            HANG,
                            "unregister_netdevice: waiting for ",
                            "unregister_netdevice: waiting for DEV to become free")
                    .containing(" to become free")
                    .withTraits(Trait.NO_TRACE));

    private HangRules() {}

    /** "rcu_sched self-detected stall on CPU", "rcu_preempt detected expedited stalls on CPUs/tasks: {". */
    private static boolean isStall(String headline) {
        int detected = headline.indexOf("detected ");
        return detected > 0
                && (headline.startsWith("stall", detected + 9) || headline.startsWith("expedited stall", detected + 9));
    }
}
