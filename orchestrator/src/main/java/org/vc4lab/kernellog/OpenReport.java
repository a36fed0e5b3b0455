// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.kernellog.Rule.Headline;
import org.vc4lab.kernellog.Rule.Trait;

/** A report while its lines are read. */
final class OpenReport {
    /** A report ends after this many unrelated lines in a row. */
    private static final int UNRELATED_LIMIT = 30;

    /** Tentative reports, and those with an end marker, close after this many unrelated lines. */
    private static final int SHORT_UNRELATED_LIMIT = 12;

    /** A follow-up is printed within this many unrelated lines. */
    private static final int FOLLOW_UP_LIMIT = 5;

    private static final int MAX_LINES = 1500;
    private static final int MAX_LINE_LENGTH = 2000;

    final String stream;
    private final Headline headline;
    private final Rule rule;
    private final String caller;
    private final long firstLine;
    private final ReportLines reportLines = new ReportLines();
    private long lastLine;
    private int unrelatedLines;
    private boolean hasTrace;
    private boolean endMarkerFound;
    private boolean panicked;
    private boolean allProcessors;
    private boolean cutOff;
    private boolean headlineCutOff;
    private String lostMessages = "";
    private boolean interrupted;
    private Optional<Report> result = Optional.empty();
    private boolean closed;
    private @Nullable OpenReport continuedReport;

    OpenReport(Headline headline, String stream, String caller, long firstLine, long line) {
        this.headline = headline;
        this.rule = headline.rule();
        this.stream = stream;
        this.caller = caller;
        this.firstLine = firstLine;
        this.lastLine = line;
        this.panicked = rule.hasTrait(Trait.PANICS);
        reportLines.add(headline.text());
    }

    /** The same task's earlier report had no call trace yet; this report's trace completes it. */
    void continueFor(OpenReport earlier) {
        continuedReport = earlier;
        earlier.reportLines.add(headline.text());
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
        if (frame || ReportLines.isContinuation(text)) {
            unrelatedLines = 0;
            lastLine = number;
            hasTrace = hasTrace
                    || (reportLines.size() < MAX_LINES
                            && !ReportLines.traceHeader(text).isEmpty());
        } else {
            unrelatedLines++;
        }
        endMarkerFound |= text.startsWith("---[ end ");
        allProcessors |= text.contains("Sending NMI ") || text.startsWith("NMI backtrace for cpu");
    }

    /** Returns whether the line was kept and is a frame. */
    private boolean keep(String text) {
        if (endMarkerFound || reportLines.size() >= MAX_LINES) {
            return false;
        }
        reportLines.add(text.length() > MAX_LINE_LENGTH ? text.substring(0, MAX_LINE_LENGTH) : text);
        return reportLines.isFrame(reportLines.size() - 1);
    }

    boolean isFinished() {
        return unrelatedLines > (endMarkerFound || isTentative() ? SHORT_UNRELATED_LIMIT : UNRELATED_LIMIT);
    }

    /** Whether the lines so far do not yet make a report. */
    boolean isTentative() {
        return rule.hasTrait(Trait.NEEDS_DETAILS) && !hasTrace;
    }

    boolean absorbs(Rule next) {
        if (isTentative() && !next.hasTrait(Trait.ANY_ORIGIN)) {
            return false;
        }
        boolean warns =
                rule.hasTrait(Trait.BEFORE_WARN) && !hasTrace && next.anchor().equals("WARNING: ");
        boolean follows = next.hasTrait(Trait.FOLLOW_UP) && unrelatedLines <= FOLLOW_UP_LIMIT;
        return warns || follows || next.hasTrait(Trait.CONSEQUENCE);
    }

    void absorb(Rule next, long number, String text) {
        panicked |= next.hasTrait(Trait.PANICS);
        unrelatedLines = 0;
        add(number, text);
        lastLine = number;
    }

    boolean acceptsAllProcessors() {
        return allProcessors;
    }

    void recordLostMessages(String message) {
        if (!endMarkerFound && lostMessages.isEmpty()) {
            lostMessages = message;
            reportLines.markIncomplete();
        }
    }

    /** Another report begins inside this one. */
    void markInterrupted() {
        interrupted = !endMarkerFound && unrelatedLines == 0;
    }

    /** The log ends, possibly inside this report. */
    void markCutOff(boolean insideLine) {
        headlineCutOff = insideLine && reportLines.size() == 1;
        cutOff = !endMarkerFound
                && unrelatedLines <= (insideLine ? 1 : 0)
                && TraceCheck.isTraceCutOff(reportLines, insideLine);
    }

    /** Ends the report, and an earlier one that it continues. */
    void close() {
        closed = true;
        result = build();
        if (continuedReport != null) {
            continuedReport.close();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Empty if the lines turned out to be no report. */
    Optional<Report> result() {
        return result;
    }

    private Optional<Report> build() {
        List<Frame> frames = FrameCollector.of(reportLines);
        boolean needsDetails = rule.hasTrait(Trait.NEEDS_DETAILS);
        if (needsDetails && frames.isEmpty() && !rule.hasTrait(Trait.NO_TRACE)) {
            return Optional.empty();
        }
        ExtractedTitle extractedTitle = rule.titleExtractor().extract(reportLines);
        if (needsDetails && !extractedTitle.flaw().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Report(
                rule.kind(),
                extractedTitle.normalized(),
                TaskContext.of(reportLines, caller),
                frames,
                reportLines.locksHeld(),
                flaw(extractedTitle),
                new Report.Occurrence(firstLine, lastLine, 1, panicked)));
    }

    private String flaw(ExtractedTitle extractedTitle) {
        String flaw = extractedTitle.flaw();
        if (flaw.isEmpty() && PrefixScanner.findTimestamp(extractedTitle.title(), 0) >= 0) {
            flaw = "interleaved: another line begins inside the headline";
        }
        if (flaw.isEmpty() && TraceCheck.isMixed(reportLines)) {
            flaw = "interleaved: another call trace is mixed with its own";
        }
        if (flaw.isEmpty() && !rule.hasTrait(Trait.NO_TRACE)) {
            flaw = TraceCheck.flaw(reportLines);
        }
        if (!flaw.isEmpty() && interrupted) {
            return "interleaved: another report begins inside it";
        }
        if (!lostMessages.isEmpty()) {
            return "lost messages: " + lostMessages;
        }
        boolean titleCut = headlineCutOff && extractedTitle.title().endsWith(headlineEnd());
        return flaw.isEmpty() && (cutOff || titleCut) ? "truncated: the log ends inside it" : flaw;
    }

    /** Enough of the headline's end to recognise a title that was made of it. */
    private String headlineEnd() {
        String text = headline.text();
        return text.substring(Math.max(0, text.length() - 12));
    }
}
