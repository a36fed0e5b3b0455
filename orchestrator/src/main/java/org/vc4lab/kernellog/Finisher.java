// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vc4lab.kernellog.Rule.Trait;

/** Makes a report of what was read. */
final class Finisher {
    private Finisher() {}

    /** Null if what looked like a report turned out to be none. */
    static @Nullable Report finish(OpenReport open) {
        Rule rule = open.headline.rule();
        Body body = open.body;
        List<Frame> frames = FrameCollector.of(body);
        if (rule.is(Trait.NEEDS_DETAILS) && frames.isEmpty() && !rule.is(Trait.NO_TRACE)) {
            return null;
        }
        Name name = rule.namer().name(body);
        if (rule.is(Trait.NEEDS_DETAILS) && !name.flaw().isEmpty()) {
            return null;
        }
        String title = TitleText.normal(name.title());
        String flaw = flaw(open, rule, name);
        return new Report(
                rule.kind(),
                title,
                Signature.of(rule.kind(), title),
                ContextReader.of(body, open.caller),
                frames,
                locksHeld(body),
                open.firstLine,
                open.lastLine(),
                !flaw.isEmpty(),
                flaw,
                1,
                open.hasPanicked());
    }

    private static String flaw(OpenReport open, Rule rule, Name name) {
        String flaw = name.flaw();
        if (flaw.isEmpty() && TraceCheck.hasStamp(name.title())) {
            flaw = "interleaved: another line begins inside the headline";
        }
        if (flaw.isEmpty() && TraceCheck.isMixed(open.body)) {
            flaw = "interleaved: another call trace is mixed with its own";
        }
        if (flaw.isEmpty() && !rule.is(Trait.NO_TRACE)) {
            flaw = TraceCheck.flaw(open.body);
        }
        if (!flaw.isEmpty()) {
            return cause(open, flaw);
        }
        if (!open.lostMessages().isEmpty()) {
            return "lost messages: " + open.lostMessages();
        }
        boolean titleCut = open.isCutInHeadline() && name.title().endsWith(tail(open.headline.text()));
        return open.isCut() || titleCut ? "truncated: the log ends inside it" : "";
    }

    /** Enough of the headline's end to see that a title was made of it. */
    private static String tail(String headline) {
        return headline.substring(Math.max(0, headline.length() - 12));
    }

    /** What is known of how the flaw came about says more than the flaw. */
    private static String cause(OpenReport open, String flaw) {
        if (open.isInterrupted()) {
            return "interleaved: another report begins inside it";
        }
        return open.lostMessages().isEmpty() ? flaw : "lost messages: " + open.lostMessages();
    }

    private static List<String> locksHeld(Body body) {
        List<String> held = new ArrayList<>();
        boolean listed = false;
        for (int i = 1; i < body.size(); i++) {
            String text = body.text(i);
            if (listed && !held.isEmpty() && LockLine.held(text).isEmpty()) {
                return held;
            }
            listed |= text.contains("locks held by ") || text.contains("lock held by ");
            String lock = listed ? LockLine.held(text) : "";
            if (!lock.isEmpty()) {
                held.add(lock);
            }
        }
        return held;
    }
}
