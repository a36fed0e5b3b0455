// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** The outermost functions of complete call traces. */
final class TraceEntryPoints {
    private static final FunctionPatterns ENTRY_FUNCTIONS = FunctionPatterns.of(
            """
            ret_from_fork entry_SYSCALL entry_INT80 entry_SYSENTER do_syscall_64 do_SYSENTER system_call sysenter
            ret_fast_syscall ret_slow_syscall ^__sys_trace_return ^el0 _usr$ start_kernel arch_post_acpi_subsys_init
            secondary_start start_secondary secondary_startup __primary_switched __secondary_switched x86_64_start
            i386_start kernel_thread_starter ret_from_kernel_thread ret_from_exception ret_from_syscall asm_exc_
            asm_sysvec ^page_fault$ ret_from_sys_call tracesys data_access instruction_access decrementer_common
            hardware_interrupt_common kernel_thread_helper
            """);

    private TraceEntryPoints() {}

    /** Whether the report ends inside a call trace: its last frame must have a caller, or is truncated itself. */
    static boolean isTraceCutOff(ReportLines reportLines, boolean insideLine) {
        int last = reportLines.size() - 1;
        if (!TraceHeader.typeOf(reportLines.text(last)).isEmpty()) {
            return true;
        }
        boolean lastLineIncomplete = insideLine && !isWhole(reportLines.text(last));
        int frame = lastLineIncomplete ? last - 1 : last;
        while (frame > 0 && isRegisters(reportLines.text(frame))) {
            frame--;
        }
        if (frame <= 0 || !reportLines.isFrame(frame)) {
            return false;
        }
        boolean arm = reportLines.text(frame).contains(" from ");
        boolean traceIsOpen = arm || TraceHeader.isCallTrace(reportLines.text(headerLineOf(reportLines, frame)));
        return traceIsOpen && reportLines.functions(frame).stream().noneMatch(ENTRY_FUNCTIONS::contains);
    }

    /** {@code r7:c1601d70 r6:efbfaa84} or a dump of an exception's stack; ARM prints both between frames. */
    private static boolean isRegisters(String text) {
        int start = CharScanner.skipBlanks(text, 0);
        boolean registers = CharScanner.isAt(text, start, 'r')
                && CharScanner.isAt(text, CharScanner.skipDigits(text, start + 1), ':');
        boolean dump = CharScanner.skipHex(text, start) == start + 4 && CharScanner.isAt(text, start + 4, ':');
        return registers || dump || text.startsWith("Exception stack");
    }

    /** The line that announces the trace that a frame belongs to, or the headline. */
    private static int headerLineOf(ReportLines reportLines, int frame) {
        int i = frame;
        while (i > 0 && TraceHeader.typeOf(reportLines.text(i)).isEmpty()) {
            i--;
        }
        return i;
    }

    /** A line that begins like a frame is whole if it parses as one, another if reports have such lines. */
    private static boolean isWhole(String text) {
        boolean startsLikeFrame = text.startsWith(" ") || text.startsWith("[<");
        return startsLikeFrame ? FrameLine.of(text) != null : ReportContinuation.isContinuation(text);
    }
}
