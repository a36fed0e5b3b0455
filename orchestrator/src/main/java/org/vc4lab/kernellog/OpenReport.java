// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import org.jspecify.annotations.Nullable;
import org.vc4lab.kernellog.Rule.Trait;

/** A report that is being read. */
final class OpenReport {
    /** So many lines that say nothing about the report, in a row, show that it is over. */
    private static final int UNRELATED_LIMIT = 30;

    /** What may or may not be a report has to prove it soon, and one that was ended is followed up soon. */
    private static final int SHORT_UNRELATED_LIMIT = 12;

    /** A follow-up comes at once. */
    private static final int FOLLOW_UP_LIMIT = 5;

    private static final int MAX_LINES = 1500;
    private static final int MAX_LINE_LENGTH = 2000;

    final ReportStart reportStart;
    final String stream;
    final String caller;
    final long firstLine;
    final ReportLines reportLines = new ReportLines();
    private long lastLine;
    private int unrelatedLines;
    private boolean hasTrace;
    private boolean endMarkerFound;
    private boolean panicked;
    private boolean allProcessors;
    private boolean cutOff;
    private boolean headlineCutOff;
    private @Nullable String lostMessages;
    private boolean interrupted;
    private @Nullable Report result;
    private boolean closed;
    private @Nullable OpenReport continuedReport;

    OpenReport(ReportStart reportStart, String stream, String caller, long firstLine, long line) {
        this.reportStart = reportStart;
        this.stream = stream;
        this.caller = caller;
        this.firstLine = firstLine;
        this.lastLine = line;
        this.panicked = reportStart.rule().hasTrait(Trait.PANICS);
        reportLines.add(reportStart.text());
    }

    /**
     * The same task had begun to report something else, and had not come to its call trace: this one's shows where it
     * was.
     */
    void continueFor(OpenReport earlier) {
        continuedReport = earlier;
        earlier.reportLines.add(reportStart.text());
    }

    @Nullable
    OpenReport continuedReport() {
        return continuedReport;
    }

    boolean isWithoutTrace() {
        return !hasTrace && continuedReport == null && !isTentative();
    }

    void add(long number, String text) {
        OpenReport continued = continuedReport;
        if (continued != null && continued.reportLines.size() < MAX_LINES) {
            continued.reportLines.add(text);
        }
        if (text.isBlank()) {
            keep("");
            return;
        }
        boolean frame = keep(text);
        if (frame || ReportContinuation.isContinuation(text)) {
            unrelatedLines = 0;
            lastLine = number;
            hasTrace |= !TraceHeader.typeOf(text).isEmpty() && reportLines.size() < MAX_LINES;
        } else {
            unrelatedLines++;
        }
        endMarkerFound |= text.startsWith("---[ end ");
        allProcessors |= text.contains("Sending NMI ") || text.startsWith("NMI backtrace for cpu");
    }

    /** Whether the line was kept and is a frame. */
    private boolean keep(String text) {
        if (endMarkerFound || reportLines.size() >= MAX_LINES) {
            return false;
        }
        reportLines.add(text.length() > MAX_LINE_LENGTH ? text.substring(0, MAX_LINE_LENGTH) : text);
        return reportLines.isFrame(reportLines.size() - 1);
    }

    /** Whether nothing more is to come. */
    boolean isFinished() {
        return unrelatedLines > (endMarkerFound || isTentative() ? SHORT_UNRELATED_LIMIT : UNRELATED_LIMIT);
    }

    /** Whether what has been seen so far does not yet make a report. */
    boolean isTentative() {
        return reportStart.rule().hasTrait(Trait.NEEDS_DETAILS) && !hasTrace;
    }

    boolean absorbs(Rule rule) {
        if (isTentative() && !rule.hasTrait(Trait.ANY_ORIGIN)) {
            return false;
        }
        boolean warns = reportStart.rule().hasTrait(Trait.BEFORE_WARN)
                && !hasTrace
                && rule.anchor().equals("WARNING: ");
        boolean follows = rule.hasTrait(Trait.FOLLOW_UP) && unrelatedLines <= FOLLOW_UP_LIMIT;
        return warns || follows || rule.hasTrait(Trait.CONSEQUENCE);
    }

    void absorb(Rule rule, long number, String text) {
        panicked |= rule.hasTrait(Trait.PANICS);
        unrelatedLines = 0;
        add(number, text);
        lastLine = number;
    }

    boolean acceptsAllProcessors() {
        return allProcessors;
    }

    /** Messages were lost while the report was being printed. */
    void recordLostMessages(String message) {
        if (!endMarkerFound && lostMessages == null) {
            lostMessages = message;
        }
    }

    /** Another report begins in the middle of this one. */
    void markInterrupted() {
        interrupted = !endMarkerFound && unrelatedLines == 0;
    }

    /** The log ends in the middle of this report. */
    void markCutOff(boolean insideLine) {
        headlineCutOff = insideLine && reportLines.size() == 1;
        cutOff = !endMarkerFound
                && unrelatedLines <= (insideLine ? 1 : 0)
                && TraceEntryPoints.isTraceCutOff(reportLines, insideLine);
    }

    boolean isCutOff() {
        return cutOff;
    }

    /** The log ends in the headline, before the end of its line. */
    boolean isHeadlineCutOff() {
        return headlineCutOff;
    }

    boolean isInterrupted() {
        return interrupted;
    }

    String lostMessages() {
        return lostMessages == null ? "" : lostMessages;
    }

    boolean hasPanicked() {
        return panicked;
    }

    long lastLine() {
        return lastLine;
    }

    /** The report is over: what is made of it, or null if it turned out to be none. */
    void close(@Nullable Report report) {
        closed = true;
        result = report;
    }

    boolean isClosed() {
        return closed;
    }

    @Nullable
    Report result() {
        return result;
    }
}
