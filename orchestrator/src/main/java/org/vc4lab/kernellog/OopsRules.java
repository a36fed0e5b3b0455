// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.PROGRAM_COUNTER;
import static org.vc4lab.kernellog.FrameSearch.faultThenCallTrace;
import static org.vc4lab.kernellog.ReportKind.OOPS;

import java.util.List;
import org.vc4lab.kernellog.FrameSearch.GuiltyFrame;
import org.vc4lab.kernellog.Rule.Trait;

/** Processor exceptions in kernel mode: the headlines of x86, arm, arm64, powerpc and riscv. */
final class OopsRules {
    private static final String PAGING = "BUG: unable to handle kernel paging request in %s";
    private static final String NULL = "BUG: unable to handle kernel NULL pointer dereference in %s";

    /** A stack that overflowed is deep: its innermost function is chance. */
    private static final FrameSearch DEEP_STACK = faultThenCallTrace().choosing(GuiltyFrame.STALLED);

    static final List<Rule> RULES = List.of(
            faultRule("BUG: unable to handle kernel paging request", PAGING),
            faultRule("BUG: unable to handle page fault for address", PAGING),
            faultRule("BUG: Unable to handle kernel data access", PAGING),
            faultRule("BUG: unable to handle kernel NULL pointer dereference", NULL),
            faultRule("BUG: kernel NULL pointer dereference", NULL),
            faultRule("BUG: Kernel NULL pointer dereference", NULL),
            halfPrintedRule("BUG: unable to handle kernel"),
            halfPrintedRule("BUG: Unable to handle kernel"),
            Rule.inFunction(OOPS, "BUG: ", "BUG: stack guard page was hit in %s", DEEP_STACK)
                    .containing("stack guard page was hit at"),
            faultRule("Unable to handle kernel paging request", PAGING),
            faultRule("Unable to handle kernel NULL pointer dereference", NULL),
            faultRule(
                    "Unable to handle kernel access to user memory",
                    "BUG: unable to handle kernel access to user memory in %s"),
            Rule.headline(OOPS, "Unable to handle kernel "),
            faultRule("general protection fault", "general protection fault in %s")
                    .containing(":"),
            Rule.of(
                            OOPS,
                            "KASAN: ",
                            TitleExtractor.inFunction("general protection fault in %s", faultThenCallTrace())
                                    .withFlaw(ExtractedTitle.NO_BEGINNING))
                    .containing(" in range")
                    .withTraits(Trait.FOLLOW_UP),
            faultRule("stack segment: ", "stack segment fault in %s"),
            trapRule("PANIC: double fault", "PANIC: double fault in %s").withTraits(Trait.FOLLOW_UP),
            trapRule("divide error: ", "divide error in %s"),
            trapRule("divide_error: ", "divide error in %s"),
            trapRule("invalid opcode: ", "invalid opcode in %s").withTraits(Trait.FOLLOW_UP),
            trapRule("int3: ", "int3 in %s").containing("[#"),
            trapRule("kernel stack overflow (", "kernel stack overflow in %s").withTraits(Trait.FOLLOW_UP),
            faultRule("Internal error:", "Internal error in %s").withTraits(Trait.FOLLOW_UP),
            faultRule("Unhandled fault:", "Unhandled fault in %s"),
            faultRule("Unhandled prefetch abort:", "Unhandled prefetch abort in %s"),
            faultRule("Alignment trap:", "Alignment trap in %s").withTraits(Trait.NEEDS_DETAILS),
            faultRule("Bad mode in ", "Bad mode in %s").containing(" handler detected"),
            faultRule("SError Interrupt on CPU", "SError interrupt in %s"),
            faultRule("Insufficient stack space to handle exception", "kernel stack overflow in %s"),
            faultRule("Oops: ", "Oops in %s").containing("[#").withTraits(Trait.FOLLOW_UP),
            faultRule("Oops - ", "Oops in %s").containing("[#").withTraits(Trait.FOLLOW_UP));

    private OopsRules() {}

    private static Rule faultRule(String anchor, String title) {
        return Rule.inFunction(OOPS, anchor, title, faultThenCallTrace());
    }

    /** After an impossible exception the trace may be worthless, but the program counter counts. */
    private static Rule trapRule(String anchor, String title) {
        return Rule.inFunction(OOPS, anchor, title, FrameSearch.of(PROGRAM_COUNTER));
    }

    /** The kernel prints the rest of this headline in a second call, whose output may get lost. */
    private static Rule halfPrintedRule(String anchor) {
        TitleExtractor title = TitleExtractor.fixed("BUG: unable to handle kernel");
        return Rule.of(OOPS, anchor, title.withFlaw(ExtractedTitle.NO_DETAILS));
    }
}
