// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
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

    /** The number of the grace period that RCU waits for. */
    private static final Pattern GRACE_PERIOD = Pattern.compile("[ ,](g=-?[0-9]{1,20}+|s: [0-9]{1,20}+)");

    private static final Pattern DURATION = Pattern.compile("(?<![0-9])[0-9]{1,9} ?s(?:econds)?(?![a-z])");

    /** One frame or the line of the task, or two lines that reports have. */
    private static final int ENOUGH_EVIDENCE = 2;

    private static final int MAX_LINES = 1500;
    private static final int MAX_LINE_LENGTH = 2000;

    final String stream;
    private final Headline headline;
    private final Rule rule;
    private final String caller;
    private final long firstLine;

    /** Copied into a text, in which a sentence may look like the headline: details have to follow. */
    private final boolean copied;

    /** Blanks in front of each line of the copy. */
    private final int indentation;

    private final ReportLines reportLines = new ReportLines();
    private int evidence;
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

    /**
     * @param line the headline's
     * @param copied whether the headline stands in a text without anything that shows that the kernel printed it
     */
    OpenReport(Headline headline, String stream, LogLine line, boolean copied, long firstLine, long number) {
        this.headline = headline;
        this.rule = headline.rule();
        this.stream = stream;
        this.caller = line.caller();
        this.copied = copied && !rule.hasTrait(Trait.ANY_ORIGIN);
        this.indentation = copied ? CharScanner.skipBlanks(line.text(), 0) : 0;
        this.firstLine = firstLine;
        this.lastLine = number;
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

    void add(long number, String line) {
        int blanks = CharScanner.skipBlanks(line, 0);
        if (blanks < indentation && blanks < line.length()) {
            unrelatedLines++;
            return;
        }
        String text = line.substring(Math.min(blanks, indentation));
        OpenReport continued = continuedReport;
        if (continued != null && continued.reportLines.size() < MAX_LINES) {
            continued.reportLines.add(text);
        }
        if (text.isBlank()) {
            keep("");
            return;
        }
        boolean frame = keep(text);
        addEvidence(frame, text.strip());
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

    private void addEvidence(boolean frame, String text) {
        if (frame || TaskContext.hasFields(text)) {
            evidence += ENOUGH_EVIDENCE;
        } else if (ReportLines.isContinuation(text)) {
            evidence++;
        }
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
        return unrelatedLines
                > (endMarkerFound || isTentative() || isUnproven() ? SHORT_UNRELATED_LIMIT : UNRELATED_LIMIT);
    }

    /** Whether the lines so far do not yet make a report. */
    boolean isTentative() {
        return rule.hasTrait(Trait.NEEDS_DETAILS) && !hasTrace;
    }

    private boolean isUnproven() {
        return copied && evidence < ENOUGH_EVIDENCE;
    }

    /** What identifies a stall that is reported until it ends, or "". */
    String stall() {
        if (rule.kind() != ReportKind.HANG) {
            return "";
        }
        String gracePeriod = reportLines.findGroup(GRACE_PERIOD, 0);
        boolean named = rule.hasTrait(Trait.NAMES_STALL);
        return named ? DURATION.matcher(headline.text()).replaceAll("") : gracePeriod;
    }

    boolean absorbs(Rule next) {
        if (isTentative() && !next.hasTrait(Trait.ANY_ORIGIN)) {
            return false;
        }
        boolean before = rule.hasTrait(Trait.BEFORE_WARN) && !hasTrace;
        boolean warns = before && next.anchor().equals("WARNING: ");
        boolean bugs = before && next.anchor().startsWith("kernel BUG at ");
        boolean follows = next.hasTrait(Trait.FOLLOW_UP) && (!hasTrace || unrelatedLines <= FOLLOW_UP_LIMIT);
        boolean sameStall = !hasTrace && next.hasTrait(Trait.REPEATED) && rule.hasTrait(Trait.REPEATED);
        return warns || bugs || follows || sameStall || next.hasTrait(Trait.CONSEQUENCE);
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
        if (isUnproven()) {
            return Optional.empty();
        }
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
                new Report.Occurrence(Math.min(firstLine, lastLine), Math.max(firstLine, lastLine), 1, panicked)));
    }

    private String flaw(ExtractedTitle extractedTitle) {
        String flaw = extractedTitle.flaw();
        if (flaw.isEmpty() && PrefixScanner.findTimestamp(extractedTitle.title(), 0) >= 0) {
            flaw = "interleaved: another line begins inside the headline";
        }
        if (flaw.isEmpty() && TraceCheck.isMixed(reportLines)) {
            flaw = "interleaved: another call trace is mixed with its own";
        }
        boolean elided = copied && reportLines.firstUnannouncedFrame() > 0;
        if (flaw.isEmpty() && !elided && !rule.hasTrait(Trait.NO_TRACE)) {
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
