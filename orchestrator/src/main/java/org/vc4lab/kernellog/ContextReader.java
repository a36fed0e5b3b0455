// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import org.jspecify.annotations.Nullable;

/** Reads who was running, and how, from the lines of a report. What is said first counts. */
final class ContextReader {
    private @Nullable Integer inAtomic;
    private @Nullable Integer irqsDisabled;
    private @Nullable Integer nonBlock;
    private @Nullable Integer pid;
    private @Nullable String comm;
    private @Nullable Integer cpu;
    private @Nullable String kernel;

    private ContextReader() {}

    static Context of(Body body, String caller) {
        ContextReader reader = new ContextReader();
        reader.headline(body.headline());
        for (int i = 0; i < body.size(); i++) {
            reader.line(body.text(i));
        }
        return new Context(
                reader.inAtomic,
                reader.irqsDisabled,
                reader.nonBlock,
                reader.pid,
                reader.comm,
                reader.cpu,
                reader.kernel,
                caller.isEmpty() ? null : caller);
    }

    private void line(String text) {
        if (text.startsWith("in_atomic(): ")) {
            inAtomic = first(inAtomic, number(text, "in_atomic(): "));
            irqsDisabled = first(irqsDisabled, number(text, "irqs_disabled(): "));
            nonBlock = first(nonBlock, number(text, "non_block: "));
            pid = first(pid, number(text, "pid: "));
            int name = text.indexOf("name: ");
            comm = first(comm, name < 0 ? null : text.substring(name + "name: ".length()));
        } else if (text.startsWith("CPU: ") || text.startsWith("WARNING: CPU: ")) {
            cpu = first(cpu, number(text, "CPU: "));
            pid = first(pid, number(text, "PID: "));
            comm = first(comm, comm(text));
            kernel = first(kernel, kernel(text));
        } else if (text.startsWith("Not tainted ", Scan.blanks(text, 0))) {
            kernel = first(kernel, kernel(text));
        }
    }

    /** "INFO: task aplay:140 blocked for", "scheduling while atomic: aplay/140/0x2", "stuck for 22s! [aplay:140]". */
    private void headline(String text) {
        if (text.startsWith("INFO: task ")) {
            task(Scan.between(text, "INFO: task ", " "), ':');
        } else if (text.startsWith("BUG: scheduling while atomic: ")) {
            String task = text.substring("BUG: scheduling while atomic: ".length());
            task(task.substring(0, Math.max(task.lastIndexOf('/'), 0)), '/');
        } else if (text.startsWith("BUG: soft lockup")) {
            cpu = number(text, "CPU#");
            task(Scan.between(text, "[", "]"), ':');
        }
    }

    private void task(String nameAndPid, char separator) {
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
            if (text.charAt(i) == ' ' && Scan.isDigit(text.charAt(i + 1))) {
                return Scan.token(text, i + 1);
            }
        }
        return null;
    }

    private static <T> @Nullable T first(@Nullable T known, @Nullable T read) {
        return known == null ? read : known;
    }

    private static @Nullable Integer number(String text, String name) {
        int at = text.indexOf(name);
        return at < 0 ? null : number(text, at + name.length());
    }

    private static @Nullable Integer number(String text, int start) {
        int end = Scan.digits(text, start);
        return end == start || end - start > 9 ? null : Integer.valueOf(text.substring(start, end));
    }
}
