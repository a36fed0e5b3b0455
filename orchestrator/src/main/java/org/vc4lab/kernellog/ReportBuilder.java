// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vc4lab.kernellog.Rule.Trait;

/** Makes a report of what was read. */
final class ReportBuilder {
    private ReportBuilder() {}

    /** Null if what looked like a report turned out to be none. */
    static @Nullable Report build(OpenReport open) {
        Rule rule = open.reportStart.rule();
        ReportLines reportLines = open.reportLines;
        List<Frame> frames = FrameCollector.of(reportLines);
        if (rule.hasTrait(Trait.NEEDS_DETAILS) && frames.isEmpty() && !rule.hasTrait(Trait.NO_TRACE)) {
            return null;
        }
        ExtractedTitle extractedTitle = rule.titleExtractor().extract(reportLines);
        if (rule.hasTrait(Trait.NEEDS_DETAILS) && !extractedTitle.flaw().isEmpty()) {
            return null;
        }
        String title = TitleNormalizer.normalize(extractedTitle.title());
        String flaw = flaw(open, rule, extractedTitle);
        return new Report(
                rule.kind(),
                title,
                Signature.of(rule.kind(), title),
                TaskContextReader.of(reportLines, open.caller),
                frames,
                locksHeld(reportLines),
                open.firstLine,
                open.lastLine(),
                !flaw.isEmpty(),
                flaw,
                1,
                open.hasPanicked());
    }

    private static String flaw(OpenReport open, Rule rule, ExtractedTitle extractedTitle) {
        String flaw = extractedTitle.flaw();
        if (flaw.isEmpty() && TraceCheck.containsTimestamp(extractedTitle.title())) {
            flaw = "interleaved: another line begins inside the headline";
        }
        if (flaw.isEmpty() && TraceCheck.isMixed(open.reportLines)) {
            flaw = "interleaved: another call trace is mixed with its own";
        }
        if (flaw.isEmpty() && !rule.hasTrait(Trait.NO_TRACE)) {
            flaw = TraceCheck.flaw(open.reportLines);
        }
        if (!flaw.isEmpty()) {
            return flawOrCause(open, flaw);
        }
        if (!open.lostMessages().isEmpty()) {
            return "lost messages: " + open.lostMessages();
        }
        boolean titleCut = open.isHeadlineCutOff() && extractedTitle.title().endsWith(tail(open.reportStart.text()));
        return open.isCutOff() || titleCut ? "truncated: the log ends inside it" : "";
    }

    /** Enough of the headline's end to see that a title was made of it. */
    private static String tail(String headline) {
        return headline.substring(Math.max(0, headline.length() - 12));
    }

    /** What is known of how the flaw came about says more than the flaw. */
    private static String flawOrCause(OpenReport open, String flaw) {
        if (open.isInterrupted()) {
            return "interleaved: another report begins inside it";
        }
        return open.lostMessages().isEmpty() ? flaw : "lost messages: " + open.lostMessages();
    }

    private static List<String> locksHeld(ReportLines reportLines) {
        List<String> locks = new ArrayList<>();
        boolean inList = false;
        for (int i = 1; i < reportLines.size(); i++) {
            String text = reportLines.text(i);
            if (inList && !locks.isEmpty() && LockdepLine.heldLock(text).isEmpty()) {
                return locks;
            }
            inList |= text.contains("locks held by ") || text.contains("lock held by ");
            String lock = inList ? LockdepLine.heldLock(text) : "";
            if (!lock.isEmpty()) {
                locks.add(lock);
            }
        }
        return locks;
    }
}
