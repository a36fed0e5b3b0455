// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vc4lab.kernellog.LogSink.Note;
import org.vc4lab.kernellog.Rule.Headline;
import org.vc4lab.kernellog.Rule.Trait;

/**
 * Assembles lines into reports. If the log has caller ids, each task or processor has a stream of its own, so that
 * reports printed at the same time do not mix.
 */
final class ReportAssembler {
    static final String CUT_HERE = "[ cut here ]";
    static final String CUT_LINE = "------------[ cut here ]";
    static final String DROPPED = " printk messages dropped ";

    /** Messages with a call trace of their own that are no reports: inside a report they spoil it. */
    private static final List<String> FOREIGN_TRACES = List.of(
            "FAULT_INJECTION: forcing a failure", "vmalloc: allocation failure:", "FAULT_FLAG_ALLOW_RETRY missing");

    private static final int MAX_OPEN_REPORTS = 64;
    private static final int MAX_STALLS = 64;
    private static final int MIN_STAMPED_LINES = 4;
    private static final int CUT_HERE_REACH = 15;
    private static final String CONSOLE = "console";
    private static final String UNSTAMPED = "";
    private static final LogLine BANNER = new LogLine("", true, "", 0);

    private final LogSink sink;
    private final LogOrigin origin;
    private final Map<String, OpenReport> openReports = new HashMap<>();
    private final Deque<OpenReport> reportsInOrder = new ArrayDeque<>();
    private final RebootDetector rebootDetector = new RebootDetector();
    private final Set<String> stalls = new HashSet<>();
    private int stampedLines;
    private long cutHereLine = -CUT_HERE_REACH;
    private String cutHereStream = "";
    private boolean unterminated;

    /** The last report, which may be repeated. */
    private @Nullable Report lastReport;

    ReportAssembler(LogSink sink, LogOrigin origin) {
        this.sink = sink;
        this.origin = origin;
    }

    /** Without an open report, only headlines matter. */
    boolean isIdle() {
        return openReports.isEmpty();
    }

    /** Whether the log has shown that the kernel stamps its lines; a line without a stamp is user space's then. */
    boolean knowsTimestamps() {
        return stampedLines >= MIN_STAMPED_LINES;
    }

    /** Looks at a line in advance. */
    void sample(long number, String raw) {
        LogLine line = LogLine.of(raw);
        rebootDetector.observe(number, line);
        stampedLines += line.stamped() ? 1 : 0;
    }

    /** The next line is the last, and unterminated. */
    void markUnterminated() {
        unterminated = true;
    }

    void addLine(long number, String raw, LogLine line) {
        String stream = streamOf(line);
        if (rebootDetector.isUnexpectedReboot(number, line)) {
            addReboot(number);
        } else if (raw.contains(DROPPED)) {
            openReports.values().forEach(report -> report.recordLostMessages(raw.trim()));
        }
        Headline headline = headline(line);
        if (headline != null) {
            headline(number, stream, line, headline);
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

    private boolean isCopied(LogLine line) {
        return origin == LogOrigin.POSTED && !line.stamped();
    }

    private @Nullable Headline headline(LogLine line) {
        Headline headline = ReportRuleTable.match(isCopied(line) ? line.text().stripLeading() : line.text());
        boolean fromKernel = line.stamped() || !knowsTimestamps();
        return headline != null && (fromKernel || headline.rule().hasTrait(Trait.ANY_ORIGIN)) ? headline : null;
    }

    private void headline(long number, String stream, LogLine line, Headline headline) {
        OpenReport previous = openReports.get(stream);
        if (previous != null && previous.absorbs(headline.rule())) {
            previous.absorb(headline.rule(), number, line.text());
            return;
        }
        if (previous != null) {
            previous.markInterrupted();
        }
        boolean followsCutHere = cutHereStream.equals(stream) && number - cutHereLine < CUT_HERE_REACH;
        OpenReport report =
                new OpenReport(headline, stream, line, isCopied(line), followsCutHere ? cutHereLine : number, number);
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
        } else if (sink.wantsNotes() && Note.isNote(line)) {
            sink.note(new Note(number, line.text()));
        }
        if (report == null) {
            return;
        }
        if (!isOneTask(stream) && CharScanner.containsAny(line.text(), FOREIGN_TRACES)) {
            report.markInterrupted();
            close(report);
            return;
        }
        report.add(number, line.text());
        if (report.isFinished()) {
            close(report);
        }
    }

    /** A report that asked all processors for their traces; they print in streams of their own. */
    private @Nullable OpenReport findAllProcessorsReport() {
        return openReports.values().stream()
                .filter(OpenReport::acceptsAllProcessors)
                .findFirst()
                .orElse(null);
    }

    private void addReboot(long number) {
        flush();
        stalls.clear();
        OpenReport report = new OpenReport(RebootDetector.HEADLINE, UNSTAMPED, BANNER, false, number, number);
        report.close();
        reportsInOrder.add(report);
        emitClosed();
    }

    private void close(OpenReport report) {
        openReports.remove(report.stream);
        report.close();
    }

    /** Reports leave in the order of their headlines. */
    private void emitClosed() {
        while (!reportsInOrder.isEmpty() && reportsInOrder.peek().isClosed()) {
            OpenReport closed = reportsInOrder.remove();
            closed.result().ifPresent(report -> emit(report, closed.stall()));
        }
    }

    /** Collapses consecutive reports with the same signature into one, and drops what is known of a stall. */
    private void emit(Report report, String stall) {
        Report last = lastReport;
        boolean sameStall = !stall.isEmpty() && !stalls.add(stall);
        if (stalls.size() > MAX_STALLS) {
            stalls.clear();
        }
        boolean repeated = last != null
                && !last.corrupted()
                && !report.corrupted()
                && last.signature().equals(report.signature());
        if (last != null && repeated) {
            lastReport = last.withOneMoreRepeat();
        } else if (!sameStall) {
            emitLast();
            lastReport = report;
        }
    }

    private void emitLast() {
        if (lastReport != null) {
            sink.report(lastReport);
            lastReport = null;
        }
    }

    void flush() {
        List.copyOf(openReports.values()).forEach(this::close);
        emitClosed();
        emitLast();
    }

    void finish() {
        openReports.values().forEach(report -> report.markCutOff(unterminated));
        flush();
    }
}
