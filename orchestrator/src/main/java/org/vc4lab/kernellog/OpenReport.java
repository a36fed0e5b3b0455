// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import org.jspecify.annotations.Nullable;
import org.vc4lab.kernellog.Rule.Trait;

/** A report that is being read. */
final class OpenReport {
    /** So many lines that say nothing about the report, in a row, show that it is over. */
    private static final int PATIENCE = 30;

    /** What may or may not be a report has to prove it soon, and one that was ended is followed up soon. */
    private static final int SHORT_PATIENCE = 12;

    /** A follow-up comes at once. */
    private static final int FOLLOWS_WITHIN = 5;

    private static final int MOST_LINES = 1500;
    private static final int LONGEST_TEXT = 2000;

    final Headline headline;
    final String stream;
    final String caller;
    final long firstLine;
    final Body body = new Body();
    private long lastLine;
    private int foreign;
    private boolean traced;
    private boolean ended;
    private boolean panicked;
    private boolean allProcessors;
    private boolean cut;
    private boolean headlineCut;
    private @Nullable String lost;
    private boolean interrupted;
    private @Nullable Report result;
    private boolean closed;
    private @Nullable OpenReport before;

    OpenReport(Headline headline, String stream, String caller, long firstLine, long line) {
        this.headline = headline;
        this.stream = stream;
        this.caller = caller;
        this.firstLine = firstLine;
        this.lastLine = line;
        this.panicked = headline.rule().is(Trait.PANICS);
        body.add(headline.text());
    }

    /**
     * The same task had begun to report something else, and had not come to its call trace: this one's shows where it
     * was.
     */
    void goesOnFor(OpenReport interrupted) {
        before = interrupted;
        interrupted.body.add(headline.text());
    }

    @Nullable
    OpenReport wentOnFor() {
        return before;
    }

    boolean isWithoutTrace() {
        return !traced && before == null && !isTentative();
    }

    void add(long number, String text) {
        OpenReport other = before;
        if (other != null && other.body.size() < MOST_LINES) {
            other.body.add(text);
        }
        if (text.isBlank()) {
            keep("");
            return;
        }
        boolean frame = keep(text);
        if (frame || Details.areIn(text)) {
            foreign = 0;
            lastLine = number;
            traced |= !StackStart.of(text).isEmpty() && body.size() < MOST_LINES;
        } else {
            foreign++;
        }
        ended |= text.startsWith("---[ end ");
        allProcessors |= text.contains("Sending NMI ") || text.startsWith("NMI backtrace for cpu");
    }

    /** Whether the line was kept and is a frame. */
    private boolean keep(String text) {
        if (ended || body.size() >= MOST_LINES) {
            return false;
        }
        body.add(text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text);
        return body.isFrame(body.size() - 1);
    }

    /** Whether nothing more is to come. */
    boolean isOver() {
        return foreign > (ended || isTentative() ? SHORT_PATIENCE : PATIENCE);
    }

    /** Whether what has been seen so far does not yet make a report. */
    boolean isTentative() {
        return headline.rule().is(Trait.NEEDS_DETAILS) && !traced;
    }

    boolean absorbs(Rule rule) {
        if (isTentative() && !rule.is(Trait.ANY_ORIGIN)) {
            return false;
        }
        boolean warns = headline.rule().is(Trait.BEFORE_WARN)
                && !traced
                && rule.anchor().equals("WARNING: ");
        boolean follows = rule.is(Trait.FOLLOW_UP) && foreign <= FOLLOWS_WITHIN;
        return warns || follows || rule.is(Trait.CONSEQUENCE);
    }

    void absorb(Rule rule, long number, String text) {
        panicked |= rule.is(Trait.PANICS);
        foreign = 0;
        add(number, text);
        lastLine = number;
    }

    boolean takesAllProcessors() {
        return allProcessors;
    }

    /** Messages were lost while the report was being printed. */
    void loses(String message) {
        if (!ended && lost == null) {
            lost = message;
        }
    }

    /** Another report begins in the middle of this one. */
    void interrupt() {
        interrupted = !ended && foreign == 0;
    }

    /** The log ends in the middle of this report. */
    void cutOff(boolean insideLine) {
        headlineCut = insideLine && body.size() == 1;
        cut = !ended && foreign <= (insideLine ? 1 : 0) && Outermost.isMissing(body, insideLine);
    }

    boolean isCut() {
        return cut;
    }

    /** The log ends in the headline, before the end of its line. */
    boolean isCutInHeadline() {
        return headlineCut;
    }

    boolean isInterrupted() {
        return interrupted;
    }

    String lostMessages() {
        return lost == null ? "" : lost;
    }

    boolean hasPanicked() {
        return panicked;
    }

    long lastLine() {
        return lastLine;
    }

    /** The report is over: what is made of it, or null if it turned out to be none. */
    void close(@Nullable Report made) {
        closed = true;
        result = made;
    }

    boolean isClosed() {
        return closed;
    }

    @Nullable
    Report result() {
        return result;
    }
}
