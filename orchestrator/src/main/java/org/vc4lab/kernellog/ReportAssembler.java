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
final class ReportAssembler {
    static final String CUT_HERE = "[ cut here ]";
    static final String CUT_LINE = "------------[ cut here ]";
    static final String DROPPED = " printk messages dropped ";

    private static final int MAX_OPEN_REPORTS = 64;
    private static final int MIN_STAMPED_LINES = 4;
    private static final int CUT_HERE_REACH = 15;
    private static final String CONSOLE = "console";
    private static final String UNSTAMPED = "";

    private final RepeatCollapser sink;
    private final Map<String, OpenReport> openReports = new HashMap<>();
    private final Deque<OpenReport> reportsInOrder = new ArrayDeque<>();
    private final RebootDetector rebootDetector = new RebootDetector();
    private int stampedLines;
    private long cutHereLine = -CUT_HERE_REACH;
    private String cutHereStream = "";
    private boolean unterminated;

    ReportAssembler(RepeatCollapser sink) {
        this.sink = sink;
    }

    /** Whether no report is open, so that only headlines matter. */
    boolean isIdle() {
        return openReports.isEmpty();
    }

    /** Whether the kernel is known to stamp its lines, so that a line without a stamp is not the kernel's. */
    boolean knowsTimestamps() {
        return stampedLines >= MIN_STAMPED_LINES;
    }

    /** A line that is about to come or to be passed over. */
    void sample(long number, String raw) {
        LogLine line = LogLine.of(raw);
        rebootDetector.observe(number, line);
        stampedLines += line.stamped() ? 1 : 0;
    }

    /** The next line is the last and has no end. */
    void markUnterminated() {
        unterminated = true;
    }

    void addLine(long number, String raw) {
        LogLine line = LogLine.of(raw);
        String stream = streamOf(line);
        if (rebootDetector.isUnexpectedReboot(number, line)) {
            addReboot(number);
        } else if (raw.contains(DROPPED)) {
            openReports.values().forEach(report -> report.recordLostMessages(raw.trim()));
        }
        ReportStart reportStart = headline(line);
        if (reportStart != null) {
            headline(number, stream, line, reportStart);
        } else {
            addDetail(number, stream, line);
        }
        emitClosed();
    }

    private static boolean isOneTask(String stream) {
        return !stream.equals(CONSOLE) && !stream.equals(UNSTAMPED);
    }

    private static String streamOf(LogLine line) {
        if (!line.stamped()) {
            return UNSTAMPED;
        }
        return line.caller().isEmpty() ? CONSOLE : line.caller();
    }

    private @Nullable ReportStart headline(LogLine line) {
        ReportStart reportStart = ReportRuleTable.match(line.text());
        boolean fromKernel = line.stamped() || !knowsTimestamps();
        return reportStart != null && (fromKernel || reportStart.rule().hasTrait(Trait.ANY_ORIGIN))
                ? reportStart
                : null;
    }

    private void headline(long number, String stream, LogLine line, ReportStart reportStart) {
        OpenReport previous = openReports.get(stream);
        if (previous != null && previous.absorbs(reportStart.rule())) {
            previous.absorb(reportStart.rule(), number, line.text());
            return;
        }
        if (previous != null) {
            previous.markInterrupted();
        }
        boolean followsCutHere = cutHereStream.equals(stream) && number - cutHereLine < CUT_HERE_REACH;
        OpenReport report =
                new OpenReport(reportStart, stream, line.caller(), followsCutHere ? cutHereLine : number, number);
        cutHereLine = -CUT_HERE_REACH;
        if (previous != null && !(isOneTask(stream) && previous.isWithoutTrace())) {
            close(previous);
        } else if (previous != null) {
            report.continueFor(previous);
        }
        openReports.put(stream, report);
        reportsInOrder.add(report);
        if (reportsInOrder.size() > MAX_OPEN_REPORTS) {
            flush();
        }
    }

    private void addDetail(long number, String stream, LogLine line) {
        OpenReport report = openReports.get(stream);
        if (report == null && stream.startsWith("C")) {
            report = findAllProcessorsReport();
        }
        if (line.text().contains(CUT_HERE)) {
            cutHereLine = number;
            cutHereStream = stream;
        } else if (sink.wantsNotes() && NoteDetector.isNote(line)) {
            sink.note(new Note(number, line.text()));
        }
        if (report == null) {
            return;
        }
        if (!isOneTask(stream) && ForeignTraces.startsForeignTrace(line.text())) {
            report.markInterrupted();
            close(report);
            return;
        }
        report.add(number, line.text());
        if (report.isFinished()) {
            close(report);
        }
    }

    /** A report that asked all processors for their traces, which print them in streams of their own. */
    private @Nullable OpenReport findAllProcessorsReport() {
        return openReports.values().stream()
                .filter(OpenReport::acceptsAllProcessors)
                .findFirst()
                .orElse(null);
    }

    private void addReboot(long number) {
        flush();
        ReportStart reportStart = new ReportStart(RebootDetector.RULE, RebootDetector.TITLE);
        OpenReport report = new OpenReport(reportStart, UNSTAMPED, "", number, number);
        report.close(ReportBuilder.build(report));
        reportsInOrder.add(report);
        emitClosed();
    }

    private void close(OpenReport report) {
        openReports.remove(report.stream);
        report.close(ReportBuilder.build(report));
        OpenReport continued = report.continuedReport();
        if (continued != null) {
            continued.close(ReportBuilder.build(continued));
        }
    }

    /** Hands out what is done, in order of appearance. */
    private void emitClosed() {
        while (!reportsInOrder.isEmpty() && reportsInOrder.peek().isClosed()) {
            Report result = reportsInOrder.remove().result();
            if (result != null) {
                sink.report(result);
            }
        }
    }

    void flush() {
        List.copyOf(openReports.values()).forEach(this::close);
        emitClosed();
        sink.flush();
    }

    void finish() {
        openReports.values().forEach(report -> report.markCutOff(unterminated));
        flush();
    }
}
