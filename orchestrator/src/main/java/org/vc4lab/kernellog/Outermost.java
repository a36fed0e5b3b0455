// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** Where call traces end when they are whole. */
final class Outermost {
    private static final Functions FUNCTIONS = Functions.of(
            "ret_from_fork",
            "entry_SYSCALL",
            "entry_INT80",
            "entry_SYSENTER",
            "do_syscall_64",
            "do_SYSENTER",
            "system_call",
            "sysenter",
            "ret_fast_syscall",
            "ret_slow_syscall",
            "^__sys_trace_return",
            "^el0",
            "_usr$",
            "start_kernel",
            "arch_post_acpi_subsys_init",
            "secondary_start",
            "start_secondary",
            "secondary_startup",
            "__primary_switched",
            "__secondary_switched",
            "x86_64_start",
            "i386_start",
            "kernel_thread_starter",
            "ret_from_kernel_thread",
            "ret_from_exception",
            "ret_from_syscall",
            "asm_exc_",
            "asm_sysvec",
            "^page_fault$",
            "ret_from_sys_call",
            "tracesys",
            "data_access",
            "instruction_access",
            "decrementer_common",
            "hardware_interrupt_common",
            "kernel_thread_helper");

    private Outermost() {}

    /**
     * Whether the last line shows that the report ends inside a call trace: a frame that something must have called, or
     * a frame that is not written to its end.
     */
    static boolean isMissing(Body body, boolean insideLine) {
        int last = body.size() - 1;
        if (!StackStart.of(body.text(last)).isEmpty()) {
            return true;
        }
        boolean half = insideLine && !isWhole(body.text(last));
        int frame = half ? last - 1 : last;
        while (frame > 0 && isRegisters(body.text(frame))) {
            frame--;
        }
        if (frame <= 0 || !body.isFrame(frame)) {
            return false;
        }
        boolean arm = body.text(frame).contains(" from ");
        boolean open = arm || StackStart.isCallTrace(body.text(traceOf(body, frame)));
        return open && body.functions(frame).stream().noneMatch(FUNCTIONS::contains);
    }

    /** {@code r7:c1601d70 r6:efbfaa84} or a dump of an exception's stack, which ARM prints between frames. */
    private static boolean isRegisters(String text) {
        int start = Scan.blanks(text, 0);
        boolean registers = Scan.at(text, start, 'r') && Scan.at(text, Scan.digits(text, start + 1), ':');
        boolean dump = Scan.hex(text, start) == start + 4 && Scan.at(text, start + 4, ':');
        return registers || dump || text.startsWith("Exception stack");
    }

    /** The line that announces the trace that a frame belongs to, or the headline. */
    private static int traceOf(Body body, int frame) {
        int i = frame;
        while (i > 0 && StackStart.of(body.text(i)).isEmpty()) {
            i--;
        }
        return i;
    }

    /** What begins as a frame is whole if it is one; any other line is if it is known from reports. */
    private static boolean isWhole(String text) {
        boolean begunAsFrame = text.startsWith(" ") || text.startsWith("[<");
        return begunAsFrame ? FrameLine.of(text) != null : Details.areIn(text);
    }
}
