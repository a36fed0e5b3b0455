// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.CALL_TRACE;
import static org.vc4lab.kernellog.FrameSearch.PROGRAM_COUNTER;
import static org.vc4lab.kernellog.FrameSearch.STACK;
import static org.vc4lab.kernellog.ReportKind.HANG;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/** Processors and tasks that do not come forward. */
final class HangRules {
    private static final FrameSearch.SearchStep TIMER_INTERRUPT = FrameSearch.seekText("apic_timer_interrupt");

    /** Where the interrupt that noticed the stall entered, on x86, arm and arm64. */
    private static final FrameSearch.SearchStep INTERRUPT = FrameSearch.seek(text ->
            text.contains("apic_timer_interrupt") || text.contains("Exception stack") || text.contains("el1h_64_irq")
                    ? List.of()
                    : null);

    private static final FrameSearch STALL = FrameSearch.of(TIMER_INTERRUPT, PROGRAM_COUNTER, STACK)
            .orElse(INTERRUPT, STACK)
            .skipping("apic_timer_interrupt", "rcu")
            .choosing(GuiltyFrame.STALLED);

    static final List<Rule> RULES = List.of(
            Rule.of(
                            HANG,
                            "INFO: rcu_tasks",
                            TitleExtractor.withFunction(
                                    "INFO: rcu detected stall in %s",
                                    FrameSearch.callTrace().choosing(GuiltyFrame.HUNG)))
                    .containing("detected stalls on tasks"),
            Rule.of(HANG, "INFO: rcu_", TitleExtractor.withFunction("INFO: rcu detected stall in %s", STALL))
                    .when(HangRules::isStall),
            lockupRule("BUG: soft lockup", "BUG: soft lockup in %s"),
            lockupRule("Watchdog detected hard LOCKUP on cpu", "BUG: hard lockup in %s"),
            Rule.of(HANG, "BUG: workqueue lockup", TitleExtractor.fixed("BUG: workqueue lockup"))
                    .withTraits(Trait.NO_TRACE),
            Rule.of(
                            HANG,
                            "INFO: task ",
                            TitleExtractor.withFunction(
                                    "INFO: task hung in %s",
                                    FrameSearch.callTrace().choosing(GuiltyFrame.HUNG)))
                    .containing(" blocked ")
                    .containing(" for more than "),
            Rule.of(
                            HANG,
                            "INFO: task ",
                            TitleExtractor.withFunction(
                                    "INFO: task can't die in %s",
                                    FrameSearch.callTrace().skipping("schedule")))
                    .containing(" can't die for more than "),
            Rule.of(
                            HANG,
                            "unregister_netdevice: waiting for ",
                            TitleExtractor.fixed("unregister_netdevice: waiting for DEV to become free"))
                    .containing(" to become free")
                    .withTraits(Trait.NO_TRACE));

    private HangRules() {}

    private static Rule lockupRule(String anchor, String title) {
        return Rule.of(
                HANG,
                anchor,
                TitleExtractor.withFunction(
                        title,
                        FrameSearch.faultThenCallTrace()
                                .orElse(CALL_TRACE, STACK)
                                .choosing(GuiltyFrame.STALLED)));
    }

    /** "rcu_sched self-detected stall on CPU", "rcu_preempt detected expedited stalls on CPUs/tasks: {". */
    private static boolean isStall(String headline) {
        int detected = headline.indexOf("detected ");
        return detected > 0
                && (headline.startsWith("stall", detected + 9) || headline.startsWith("expedited stall", detected + 9));
    }
}
