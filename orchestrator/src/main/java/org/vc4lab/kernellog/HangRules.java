// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.CALL_TRACE;
import static org.vc4lab.kernellog.FrameSearch.PROGRAM_COUNTER;
import static org.vc4lab.kernellog.FrameSearch.STACK;
import static org.vc4lab.kernellog.FrameSearch.callTrace;
import static org.vc4lab.kernellog.ReportKind.HANG;

import java.util.List;
import java.util.regex.Pattern;
import org.vc4lab.kernellog.FrameSearch.GuiltyFrame;
import org.vc4lab.kernellog.Rule.Trait;

/** Processors and tasks that make no progress. */
final class HangRules {
    /** Walks from the entry of the interrupt that noticed the stall, on x86, arm and arm64. */
    private static final FrameSearch STALL = FrameSearch.of(
                    FrameSearch.seek("apic_timer_interrupt"), PROGRAM_COUNTER, STACK)
            .orElse(FrameSearch.seek("apic_timer_interrupt|Exception stack|el1h_64_irq"), STACK)
            .skipping("apic_timer_interrupt rcu")
            .choosing(GuiltyFrame.STALLED);

    private static final FrameSearch LOCKUP =
            FrameSearch.faultThenCallTrace().orElse(CALL_TRACE, STACK).choosing(GuiltyFrame.STALLED);

    /** "rcu_sched self-detected stall on CPU", "rcu_preempt detected expedited stalls on CPUs/tasks: {". */
    private static final Pattern RCU_STALL = Pattern.compile("INFO: rcu_.*?detected (?:expedited )?stall");

    private static final FrameSearch WAIT = callTrace().choosing(GuiltyFrame.HUNG);

    static final List<Rule> RULES = List.of(
            hangRule("INFO: rcu_tasks", "INFO: rcu detected stall in %s", WAIT).containing("detected stalls on tasks"),
            hangRule("INFO: rcu_", "INFO: rcu detected stall in %s", STALL)
                    .when(headline -> RCU_STALL.matcher(headline).lookingAt())
                    .withTraits(Trait.REPEATED),
            hangRule("BUG: soft lockup", "BUG: soft lockup in %s", LOCKUP).withTraits(Trait.NAMES_STALL),
            hangRule("Watchdog detected hard LOCKUP on cpu", "BUG: hard lockup in %s", LOCKUP),
            Rule.fixed(HANG, "BUG: workqueue lockup", "BUG: workqueue lockup").withTraits(Trait.NO_TRACE),
            hangRule("INFO: task ", "INFO: task hung in %s", WAIT)
                    .containing(" blocked ")
                    .containing(" for more than ")
                    .withTraits(Trait.NAMES_STALL),
            hangRule("INFO: task ", "INFO: task can't die in %s", callTrace().skipping("schedule"))
                    .containing(" can't die for more than "),
            Rule.fixed(
                            HANG,
                            "unregister_netdevice: waiting for ",
                            "unregister_netdevice: waiting for DEV to become free")
                    .containing(" to become free")
                    .withTraits(Trait.NO_TRACE));

    private HangRules() {}

    private static Rule hangRule(String anchor, String title, FrameSearch search) {
        return Rule.inFunction(HANG, anchor, title, search);
    }
}
