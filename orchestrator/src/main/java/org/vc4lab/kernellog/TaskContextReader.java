// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import org.jspecify.annotations.Nullable;

/** Reads the task and its context from the lines of a report. The first value of a field counts. */
final class TaskContextReader {
    private @Nullable Integer inAtomic;
    private @Nullable Integer irqsDisabled;
    private @Nullable Integer nonBlock;
    private @Nullable Integer pid;
    private @Nullable String comm;
    private @Nullable Integer cpu;
    private @Nullable String kernel;

    private TaskContextReader() {}

    static TaskContext of(ReportLines reportLines, String caller) {
        TaskContextReader reader = new TaskContextReader();
        reader.readHeadline(reportLines.headline());
        for (int i = 0; i < reportLines.size(); i++) {
            reader.readLine(reportLines.text(i));
        }
        return new TaskContext(
                reader.inAtomic,
                reader.irqsDisabled,
                reader.nonBlock,
                reader.pid,
                reader.comm,
                reader.cpu,
                reader.kernel,
                caller.isEmpty() ? null : caller);
    }

    private void readLine(String text) {
        if (text.startsWith("in_atomic(): ")) {
            inAtomic = firstNonNull(inAtomic, number(text, "in_atomic(): "));
            irqsDisabled = firstNonNull(irqsDisabled, number(text, "irqs_disabled(): "));
            nonBlock = firstNonNull(nonBlock, number(text, "non_block: "));
            pid = firstNonNull(pid, number(text, "pid: "));
            int name = text.indexOf("name: ");
            comm = firstNonNull(comm, name < 0 ? null : text.substring(name + "name: ".length()));
        } else if (text.startsWith("CPU: ") || text.startsWith("WARNING: CPU: ")) {
            cpu = firstNonNull(cpu, number(text, "CPU: "));
            pid = firstNonNull(pid, number(text, "PID: "));
            comm = firstNonNull(comm, comm(text));
            kernel = firstNonNull(kernel, kernel(text));
        } else if (text.startsWith("Not tainted ", CharScanner.skipBlanks(text, 0))) {
            kernel = firstNonNull(kernel, kernel(text));
        }
    }

    /** "INFO: task aplay:140 blocked for", "scheduling while atomic: aplay/140/0x2", "stuck for 22s! [aplay:140]". */
    private void readHeadline(String text) {
        if (text.startsWith("INFO: task ")) {
            readTask(CharScanner.between(text, "INFO: task ", " "), ':');
        } else if (text.startsWith("BUG: scheduling while atomic: ")) {
            String task = text.substring("BUG: scheduling while atomic: ".length());
            readTask(task.substring(0, Math.max(task.lastIndexOf('/'), 0)), '/');
        } else if (text.startsWith("BUG: soft lockup")) {
            cpu = number(text, "CPU#");
            readTask(CharScanner.between(text, "[", "]"), ':');
        }
    }

    private void readTask(String nameAndPid, char separator) {
        int end = nameAndPid.lastIndexOf(separator);
        if (end > 0) {
            comm = nameAndPid.substring(0, end);
            pid = number(nameAndPid, end + 1);
        }
    }

    private static @Nullable String comm(String text) {
        int start = text.indexOf("Comm: ");
        int end = start < 0 ? -1 : Math.max(text.indexOf(" Not tainted", start), text.indexOf(" Tainted: ", start));
        return end < 0 ? null : text.substring(start + "Comm: ".length(), end).trim();
    }

    /** The first word behind the taint flags that begins with a digit. */
    private static @Nullable String kernel(String text) {
        int start = text.indexOf("ainted");
        for (int i = start; start >= 0 && i < text.length() - 1; i++) {
            if (text.charAt(i) == ' ' && CharScanner.isDigit(text.charAt(i + 1))) {
                return CharScanner.token(text, i + 1);
            }
        }
        return null;
    }

    private static <T> @Nullable T firstNonNull(@Nullable T earlier, @Nullable T current) {
        return earlier == null ? current : earlier;
    }

    private static @Nullable Integer number(String text, String name) {
        int at = text.indexOf(name);
        return at < 0 ? null : number(text, at + name.length());
    }

    private static @Nullable Integer number(String text, int start) {
        int end = CharScanner.skipDigits(text, start);
        return end == start || end - start > 9 ? null : Integer.valueOf(text.substring(start, end));
    }
}
