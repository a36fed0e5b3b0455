// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.CALL_TRACE;
import static org.vc4lab.kernellog.FrameSearch.PROGRAM_COUNTER;
import static org.vc4lab.kernellog.FrameSearch.STACK;
import static org.vc4lab.kernellog.Kind.HANG;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/** Processors and tasks that do not come forward. */
final class HangRules {
    private static final FrameSearch.Step TIMER_INTERRUPT = FrameSearch.seekText("apic_timer_interrupt");

    /** Where the interrupt that noticed the stall entered, on x86, arm and arm64. */
    private static final FrameSearch.Step INTERRUPT = FrameSearch.seek(text ->
            text.contains("apic_timer_interrupt") || text.contains("Exception stack") || text.contains("el1h_64_irq")
                    ? List.of()
                    : null);

    private static final FrameSearch STALL = FrameSearch.of(TIMER_INTERRUPT, PROGRAM_COUNTER, STACK)
            .otherwise(INTERRUPT, STACK)
            .skipping("apic_timer_interrupt", "rcu")
            .choosing(Culprit.STALLED);

    static final List<Rule> RULES = List.of(
            Rule.of(
                            HANG,
                            "INFO: rcu_tasks",
                            Namer.in(
                                    "INFO: rcu detected stall in %s",
                                    FrameSearch.callTrace().choosing(Culprit.HUNG)))
                    .with("detected stalls on tasks"),
            Rule.of(HANG, "INFO: rcu_", Namer.in("INFO: rcu detected stall in %s", STALL))
                    .when(HangRules::isStall),
            lockup("BUG: soft lockup", "BUG: soft lockup in %s"),
            lockup("Watchdog detected hard LOCKUP on cpu", "BUG: hard lockup in %s"),
            Rule.of(HANG, "BUG: workqueue lockup", Namer.always("BUG: workqueue lockup"))
                    .has(Trait.NO_TRACE),
            Rule.of(
                            HANG,
                            "INFO: task ",
                            Namer.in(
                                    "INFO: task hung in %s",
                                    FrameSearch.callTrace().choosing(Culprit.HUNG)))
                    .with(" blocked ")
                    .with(" for more than "),
            Rule.of(
                            HANG,
                            "INFO: task ",
                            Namer.in(
                                    "INFO: task can't die in %s",
                                    FrameSearch.callTrace().skipping("schedule")))
                    .with(" can't die for more than "),
            Rule.of(
                            HANG,
                            "unregister_netdevice: waiting for ",
                            Namer.always("unregister_netdevice: waiting for DEV to become free"))
                    .with(" to become free")
                    .has(Trait.NO_TRACE));

    private HangRules() {}

    private static Rule lockup(String anchor, String title) {
        return Rule.of(
                HANG,
                anchor,
                Namer.in(
                        title,
                        FrameSearch.faultThenCallTrace()
                                .otherwise(CALL_TRACE, STACK)
                                .choosing(Culprit.STALLED)));
    }

    /** "rcu_sched self-detected stall on CPU", "rcu_preempt detected expedited stalls on CPUs/tasks: {". */
    private static boolean isStall(String headline) {
        int detected = headline.indexOf("detected ");
        return detected > 0
                && (headline.startsWith("stall", detected + 9) || headline.startsWith("expedited stall", detected + 9));
    }
}
