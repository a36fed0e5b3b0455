// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Whether a report has the call traces that it announces, whole and unmixed. */
final class TraceCheck {
    /** A frame follows within this many lines of the trace's heading. */
    private static final int FRAME_REACH = 15;

    private static final int MIN_LINES = 3;

    /** {@code r7:c1601d70 r6:efbfaa84} or a dump of an exception's stack; ARM prints both between frames. */
    private static final Pattern REGISTERS = Pattern.compile("[ \t]*(?:r[0-9]*|[0-9a-fA-F]{4}):|Exception stack");

    /** The outermost functions of complete call traces. */
    private static final FunctionPatterns ENTRY_FUNCTIONS = new FunctionPatterns(
            """
            ret_from_fork entry_SYSCALL entry_INT80 entry_SYSENTER do_syscall_64 do_SYSENTER system_call sysenter
            ret_fast_syscall ret_slow_syscall ^__sys_trace_return ^el0 _usr$ start_kernel arch_post_acpi_subsys_init
            secondary_start start_secondary secondary_startup __primary_switched __secondary_switched x86_64_start
            i386_start kernel_thread_starter ret_from_kernel_thread ret_from_exception ret_from_syscall asm_exc_
            asm_sysvec ^page_fault$ ret_from_sys_call tracesys data_access instruction_access decrementer_common
            hardware_interrupt_common kernel_thread_helper
            """);

    private TraceCheck() {}

    /** The flaw, or "". */
    static String flaw(ReportLines lines) {
        Set<String> headerTypes = new HashSet<>();
        boolean hasTrace = false;
        for (int i = 0; i < lines.size(); i++) {
            String headerType = lines.traceHeader(i);
            if (headerType.isEmpty() || !headerTypes.add(headerType)) {
                continue;
            }
            if (lines.size() - i < MIN_LINES) {
                return "truncated: it ends where a call trace begins";
            }
            if (!hasFrame(lines, i)) {
                return "truncated: a call trace without frames";
            }
            hasTrace = true;
        }
        hasTrace = hasTrace || IntStream.range(1, lines.size()).anyMatch(i -> isArmFrame(lines.frameLine(i)));
        return hasTrace ? "" : "truncated: no call trace";
    }

    private static boolean isArmFrame(@Nullable FrameLine line) {
        return line != null && line.isArm();
    }

    private static boolean isFaultInjection(@Nullable FrameLine line) {
        return line != null
                && List.of("should_fail", "should_failslab")
                        .contains(line.frame().baseName());
    }

    private static boolean hasFrame(ReportLines lines, int start) {
        for (int i = start + 1; i < Math.min(start + 1 + FRAME_REACH, lines.size()); i++) {
            String text = lines.text(i);
            if (lines.isTraceHeader(i)) {
                return false;
            }
            if (lines.isFrame(i) || text.contains("(stack is not available)")) {
                return true;
            }
        }
        return false;
    }

    /** Whether the first trace is mixed with another task's, or with the trace of an injected failure. */
    static boolean isMixed(ReportLines lines) {
        int traces = 0;
        String task = "";
        for (int i = 1; i < lines.size() && traces < 2; i++) {
            String text = lines.text(i);
            traces += lines.isTraceHeader(i) ? 1 : 0;
            String currentTask = traces == 0 && text.startsWith("CPU: ") ? CharScanner.between(text, "PID: ", " ") : "";
            if (isFaultInjection(lines.frameLine(i))
                    || (!task.isEmpty() && !currentTask.isEmpty() && !currentTask.equals(task))) {
                return true;
            }
            task = currentTask.isEmpty() ? task : currentTask;
        }
        return false;
    }

    /** Whether the report ends inside a call trace: its last frame must have a caller, or is truncated itself. */
    static boolean isTraceCutOff(ReportLines lines, boolean insideLine) {
        int last = lines.size() - 1;
        if (lines.isTraceHeader(last)) {
            return true;
        }
        boolean lastLineIncomplete = insideLine && !isWhole(lines.text(last));
        int frame = lastLineIncomplete ? last - 1 : last;
        while (frame > 0 && REGISTERS.matcher(lines.text(frame)).lookingAt()) {
            frame--;
        }
        if (frame <= 0 || !lines.isFrame(frame)) {
            return false;
        }
        boolean arm = lines.text(frame).contains(" from ");
        boolean traceIsOpen = arm || ReportLines.isCallTrace(lines.text(headerLineOf(lines, frame)));
        return traceIsOpen && lines.functions(frame).stream().noneMatch(ENTRY_FUNCTIONS::contains);
    }

    /** The line that announces the trace that a frame belongs to, or the headline. */
    private static int headerLineOf(ReportLines lines, int frame) {
        int i = frame;
        while (i > 0 && !lines.isTraceHeader(i)) {
            i--;
        }
        return i;
    }

    /** A line that begins like a frame is whole if it parses as one, another if reports have such lines. */
    private static boolean isWhole(String text) {
        boolean startsLikeFrame = text.startsWith(" ") || text.startsWith("[<");
        return startsLikeFrame ? FrameLine.of(text) != null : ReportLines.isContinuation(text);
    }
}
