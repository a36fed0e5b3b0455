// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import static org.vc4lab.kernellog.FrameSearch.CALL_TRACE;
import static org.vc4lab.kernellog.FrameSearch.PROGRAM_COUNTER;
import static org.vc4lab.kernellog.FrameSearch.STACK;
import static org.vc4lab.kernellog.Kind.OOPS;

import java.util.List;
import org.vc4lab.kernellog.Rule.Trait;

/** Processor exceptions in kernel mode, as x86, arm, arm64, powerpc and riscv head them. */
final class OopsRules {
    private static final String PAGING = "BUG: unable to handle kernel paging request in %s";
    private static final String NULL = "BUG: unable to handle kernel NULL pointer dereference in %s";

    static final List<Rule> RULES = List.of(
            fault("BUG: unable to handle kernel paging request", PAGING),
            fault("BUG: unable to handle page fault for address", PAGING),
            fault("BUG: Unable to handle kernel data access", PAGING),
            fault("BUG: unable to handle kernel NULL pointer dereference", NULL),
            fault("BUG: kernel NULL pointer dereference", NULL),
            fault("BUG: Kernel NULL pointer dereference", NULL),
            halfPrinted("BUG: unable to handle kernel"),
            halfPrinted("BUG: Unable to handle kernel"),
            Rule.of(OOPS, "BUG: ", stackGuard()).with("stack guard page was hit at"),
            fault("Unable to handle kernel paging request", PAGING),
            fault("Unable to handle kernel NULL pointer dereference", NULL),
            fault(
                    "Unable to handle kernel access to user memory",
                    "BUG: unable to handle kernel access to user memory in %s"),
            Rule.of(OOPS, "Unable to handle kernel ", Namer.headline()),
            fault("general protection fault", "general protection fault in %s").with(":"),
            fault("stack segment: ", "stack segment fault in %s"),
            trap("PANIC: double fault", "PANIC: double fault in %s").has(Trait.FOLLOW_UP),
            trap("divide error: ", "divide error in %s"),
            trap("divide_error: ", "divide error in %s"),
            trap("invalid opcode: ", "invalid opcode in %s").has(Trait.FOLLOW_UP),
            trap("int3: ", "int3 in %s").with("[#"),
            trap("kernel stack overflow (", "kernel stack overflow in %s").has(Trait.FOLLOW_UP),
            fault("Internal error:", "Internal error in %s").has(Trait.FOLLOW_UP),
            fault("Unhandled fault:", "Unhandled fault in %s"),
            fault("Unhandled prefetch abort:", "Unhandled prefetch abort in %s"),
            fault("Alignment trap:", "Alignment trap in %s").has(Trait.NEEDS_DETAILS),
            fault("Bad mode in ", "Bad mode in %s").with(" handler detected"),
            fault("SError Interrupt on CPU", "SError interrupt in %s"),
            fault("Insufficient stack space to handle exception", "kernel stack overflow in %s"),
            fault("Oops: ", "Oops in %s").with("[#").has(Trait.FOLLOW_UP),
            fault("Oops - ", "Oops in %s").with("[#").has(Trait.FOLLOW_UP));

    private OopsRules() {}

    private static Rule fault(String anchor, String title) {
        return Rule.of(OOPS, anchor, Namer.in(title, FrameSearch.faultThenCallTrace()));
    }

    /** The trace of an exception that must not happen may be worthless, but the program counter counts. */
    private static Rule trap(String anchor, String title) {
        return Rule.of(OOPS, anchor, Namer.in(title, FrameSearch.of(PROGRAM_COUNTER)));
    }

    /** The kernel prints the rest of this headline in a second go, which may get lost. */
    private static Rule halfPrinted(String anchor) {
        return Rule.of(
                OOPS, anchor, Namer.always("BUG: unable to handle kernel").butFlawed(Name.NO_DETAILS));
    }

    /** A stack that overflowed is deep: its innermost function is chance. */
    private static Namer stackGuard() {
        return Namer.in(
                "BUG: stack guard page was hit in %s",
                FrameSearch.of(PROGRAM_COUNTER, CALL_TRACE, STACK).choosing(Culprit.STALLED));
    }
}
