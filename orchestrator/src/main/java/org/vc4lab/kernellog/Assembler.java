// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vc4lab.kernellog.Rule.Trait;

/**
 * Gathers lines into reports. Each task or processor that prints has its own stream, where the log tells them apart, so
 * that reports printed at the same time do not mix.
 */
final class Assembler {
    static final String CUT_HERE = "[ cut here ]";
    static final String CUT_LINE = "------------[ cut here ]";
    static final String DROPPED = " printk messages dropped ";

    private static final int MOST_OPEN = 64;
    private static final int STAMPS_THAT_SHOW = 4;
    private static final int CUT_REACHES = 15;
    private static final String CONSOLE = "console";
    private static final String UNSTAMPED = "";

    private final RepeatFolder sink;
    private final Map<String, OpenReport> open = new HashMap<>();
    private final Deque<OpenReport> inOrder = new ArrayDeque<>();
    private final Reboots reboots = new Reboots();
    private int stamps;
    private long cutHere = -CUT_REACHES;
    private String cutStream = "";
    private boolean unterminated;

    Assembler(RepeatFolder sink) {
        this.sink = sink;
    }

    /** Whether no report is open, so that only headlines matter. */
    boolean idle() {
        return open.isEmpty();
    }

    /** Whether the kernel is known to stamp its lines, so that a line without a stamp is not the kernel's. */
    boolean knowsStamps() {
        return stamps >= STAMPS_THAT_SHOW;
    }

    /** A line that is about to come or to be passed over. */
    void sample(long number, String raw) {
        LogLine line = LogLine.of(raw);
        reboots.seen(number, line);
        stamps += line.stamped() ? 1 : 0;
    }

    /** The next line is the last and has no end. */
    void unterminated() {
        unterminated = true;
    }

    void line(long number, String raw) {
        LogLine line = LogLine.of(raw);
        String stream = stream(line);
        if (reboots.at(number, line)) {
            reboot(number);
        } else if (raw.contains(DROPPED)) {
            open.values().forEach(report -> report.loses(raw.trim()));
        }
        Headline headline = headline(line);
        if (headline != null) {
            headline(number, stream, line, headline);
        } else {
            detail(number, stream, line);
        }
        release();
    }

    private static boolean isOneTask(String stream) {
        return !stream.equals(CONSOLE) && !stream.equals(UNSTAMPED);
    }

    private static String stream(LogLine line) {
        if (!line.stamped()) {
            return UNSTAMPED;
        }
        return line.caller().isEmpty() ? CONSOLE : line.caller();
    }

    private @Nullable Headline headline(LogLine line) {
        Headline headline = Headlines.of(line.text());
        boolean kernels = line.stamped() || !knowsStamps();
        return headline != null && (kernels || headline.rule().is(Trait.ANY_ORIGIN)) ? headline : null;
    }

    private void headline(long number, String stream, LogLine line, Headline headline) {
        OpenReport before = open.get(stream);
        if (before != null && before.absorbs(headline.rule())) {
            before.absorb(headline.rule(), number, line.text());
            return;
        }
        if (before != null) {
            before.interrupt();
        }
        boolean cutBefore = cutStream.equals(stream) && number - cutHere < CUT_REACHES;
        OpenReport report = new OpenReport(headline, stream, line.caller(), cutBefore ? cutHere : number, number);
        cutHere = -CUT_REACHES;
        if (before != null && !(isOneTask(stream) && before.isWithoutTrace())) {
            close(before);
        } else if (before != null) {
            report.goesOnFor(before);
        }
        open.put(stream, report);
        inOrder.add(report);
        if (inOrder.size() > MOST_OPEN) {
            flush();
        }
    }

    private void detail(long number, String stream, LogLine line) {
        OpenReport report = open.get(stream);
        if (report == null && stream.startsWith("C")) {
            report = allProcessors();
        }
        if (line.text().contains(CUT_HERE)) {
            cutHere = number;
            cutStream = stream;
        } else if (sink.wantsNotes() && Notes.isNote(line)) {
            sink.note(new Note(number, line.text()));
        }
        if (report == null) {
            return;
        }
        if (!isOneTask(stream) && Intruders.isStackOfAnother(line.text())) {
            report.interrupt();
            close(report);
            return;
        }
        report.add(number, line.text());
        if (report.isOver()) {
            close(report);
        }
    }

    /** A report that asked all processors for their traces, which print them in streams of their own. */
    private @Nullable OpenReport allProcessors() {
        return open.values().stream()
                .filter(OpenReport::takesAllProcessors)
                .findFirst()
                .orElse(null);
    }

    private void reboot(long number) {
        flush();
        Headline headline = new Headline(Reboots.RULE, Reboots.TITLE);
        OpenReport report = new OpenReport(headline, UNSTAMPED, "", number, number);
        report.close(Finisher.finish(report));
        inOrder.add(report);
        release();
    }

    private void close(OpenReport report) {
        open.remove(report.stream);
        report.close(Finisher.finish(report));
        OpenReport before = report.wentOnFor();
        if (before != null) {
            before.close(Finisher.finish(before));
        }
    }

    /** Hands out what is done, in order of appearance. */
    private void release() {
        while (!inOrder.isEmpty() && inOrder.peek().isClosed()) {
            Report result = inOrder.remove().result();
            if (result != null) {
                sink.report(result);
            }
        }
    }

    void flush() {
        List.copyOf(open.values()).forEach(this::close);
        release();
        sink.release();
    }

    void finish() {
        open.values().forEach(report -> report.cutOff(unterminated));
        flush();
    }
}
