// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The lines of one report without their prefixes, from its headline on. */
final class ReportLines {
    private static final String CALL_TRACE = "Call trace";

    private static final List<String> OBJECT_HISTORY = List.of("Allocated", "Freed");

    /** A lock held: {@code #0: (&(&x)->lock){....}-{2:2}, at: function+0x10/0x20}. */
    private static final Pattern HELD_LOCK = Pattern.compile("[ \t]*#[0-9]+:[^(]*(\\(.*at: .*)");

    /** {@code WARNING: at FILE:LINE function+0x10/0x20}. */
    private static final Pattern WARNING_SITE =
            Pattern.compile("^WARNING: (?>.*?\\bat )(?:[^ ]{1,200}:[0-9]{1,9} )?(?:0x[0-9a-f]{1,16} )?(\\w++)[+.]");

    /** What lines that belong to a report begin with. */
    private static final Map<Character, List<String>> BEGINNINGS =
            WordList.lines("details.txt").stream().collect(Collectors.groupingBy(line -> line.charAt(0)));

    private final List<String> lines = new ArrayList<>();
    private final List<@Nullable FrameLine> frameLines = new ArrayList<>();
    private final List<String> traceHeaders = new ArrayList<>();
    private boolean incomplete;

    void add(String text) {
        boolean preemption = !lines.isEmpty() && lines.get(lines.size() - 1).contains("Preemption disabled at:");
        FrameLine frameLine = preemption ? null : FrameLine.of(text);
        lines.add(text);
        frameLines.add(frameLine == null && !preemption ? bareFrame(text) : frameLine);
        traceHeaders.add(traceHeader(text));
    }

    /** A symbol alone: inside a trace, or if it looks like nothing else. ARM's frames have a caller. */
    private @Nullable FrameLine bareFrame(String text) {
        int last = lines.size() - 2;
        FrameLine before = last >= 0 ? frameLines.get(last) : null;
        boolean inTrace = last >= 0
                && ((before != null && !before.isArm())
                        || isTraceHeader(last)
                        || lines.get(last).strip().equals("..."));
        return inTrace || text.indexOf('_') > 0 ? FrameLine.bare(text) : null;
    }

    /** The function at the program counter, or that a WARN() names, even if it is a helper of others. */
    Optional<String> faultingFunction() {
        Optional<String> counter = lines.stream()
                .map(FrameLine::programCounter)
                .filter(Objects::nonNull)
                .map(Frame::baseName)
                .filter(function -> !function.isEmpty())
                .findFirst();
        return counter.or(() -> Optional.of(findGroup(WARNING_SITE, 0)).filter(function -> !function.isEmpty()));
    }

    /** Lines were lost, perhaps the first frames. */
    void markIncomplete() {
        incomplete = true;
    }

    /** Index of the first frame if no line announces a call trace, otherwise -1. ARM's traces need no heading. */
    int firstUnannouncedFrame() {
        if (incomplete || lines.stream().anyMatch(ReportLines::isCallTrace)) {
            return -1;
        }
        int i = 1;
        while (i < lines.size() && !isFrame(i)) {
            i++;
        }
        FrameLine frame = i < lines.size() ? frameLine(i) : null;
        return frame == null || frame.isArm() ? -1 : i;
    }

    int size() {
        return lines.size();
    }

    String text(int line) {
        return lines.get(line);
    }

    String headline() {
        return lines.get(0);
    }

    /** The line as a line of a call trace, or null. */
    @Nullable
    FrameLine frameLine(int line) {
        return frameLines.get(line);
    }

    /** The type of call trace that the line announces, or "". */
    String traceHeader(int line) {
        return traceHeaders.get(line);
    }

    boolean isTraceHeader(int line) {
        return !traceHeader(line).isEmpty();
    }

    /** The functions of a line of a call trace that are sure to have been on the stack, innermost first. */
    List<String> functions(int line) {
        FrameLine frameLine = frameLines.get(line);
        return frameLine == null ? List.of() : frameLine.functions();
    }

    boolean isFrame(int line) {
        return !functions(line).isEmpty();
    }

    /** Index of the first line from {@code start} on that contains the words, or -1. */
    int findLine(String words, int start) {
        for (int i = start; i < lines.size(); i++) {
            if (lines.get(i).contains(words)) {
                return i;
            }
        }
        return -1;
    }

    /** What the pattern's group matches in the first line from {@code start} on in which it is found, or "". */
    String findGroup(Pattern pattern, int start) {
        for (int i = start; i < lines.size(); i++) {
            Matcher matcher = pattern.matcher(lines.get(i));
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        return "";
    }

    /** The locks of the first list of held locks, without their addresses. */
    List<String> locksHeld() {
        List<String> locks = new ArrayList<>();
        boolean inList = false;
        for (String text : lines.subList(1, lines.size())) {
            inList = inList || text.contains("locks held by ") || text.contains("lock held by ");
            Matcher lock = inList ? HELD_LOCK.matcher(text) : null;
            if (lock != null && lock.matches()) {
                locks.add(lock.group(1).trim().replaceFirst("at: \\[<.*?] +", "at: "));
            } else if (!locks.isEmpty()) {
                return locks;
            }
        }
        return locks;
    }

    /** The type of call trace that a line announces, or "". */
    static String traceHeader(String text) {
        if (text.indexOf(':') < 0 && text.indexOf("at") < 0) {
            return "";
        }
        if (text.contains("Call Trace") || text.contains(CALL_TRACE)) {
            return CALL_TRACE;
        }
        if (text.contains("Backtrace:")) {
            return "Backtrace";
        }
        if (text.contains("Uninit was stored to memory at")) {
            return "Uninit was stored";
        }
        for (String word : OBJECT_HISTORY) {
            int at = text.indexOf(word);
            if (at >= 0 && (CharScanner.isAt(text, at + word.length(), ':') || isByTask(text, at + word.length()))) {
                return word;
            }
        }
        return isLeakBacktrace(text) ? "backtrace" : "";
    }

    static boolean isCallTrace(String text) {
        String header = text.contains("race:") ? traceHeader(text) : "";
        return header.equals("Backtrace") || (header.equals(CALL_TRACE) && text.contains("race:"));
    }

    private static boolean isByTask(String text, int at) {
        String words = " by task ";
        return text.startsWith(words, at) && CharScanner.skipDigits(text, at + words.length()) > at + words.length();
    }

    /** kmemleak's {@code backtrace:} or {@code backtrace (crc 12ab):}, but not lockdep's {@code stack backtrace:}. */
    private static boolean isLeakBacktrace(String text) {
        int at = text.indexOf(" backtrace");
        boolean alone = at >= 0 && !(at > 0 && text.charAt(at - 1) == 'k');
        int end = at + " backtrace".length();
        return alone && (CharScanner.isAt(text, end, ':') || text.startsWith(" (crc ", end));
    }

    /** Whether a line belongs to the report that is being printed. */
    static boolean isContinuation(String text) {
        if (text.isEmpty()) {
            return false;
        }
        char first = text.charAt(0);
        return first == ' '
                || first == '\t'
                || text.startsWith("[<")
                || CharScanner.startsWithAny(text, BEGINNINGS.getOrDefault(first, List.of()))
                || isRegisterOrDump(text)
                || (text.contains(" is trying to ") && text.endsWith(":"))
                || text.contains("locks held by ")
                || text.contains(" suspicious rcu_");
    }

    /**
     * {@code RAX: 0}, {@code x29: ffff}, {@code r7:c1601d70}, {@code pc : f}, {@code ffa0: 00869260}, {@code 1ec0:}.
     */
    private static boolean isRegisterOrDump(String text) {
        int end = CharScanner.skipWord(text, 0);
        int colon = CharScanner.skipBlanks(text, end);
        boolean shape = end > 0 && end <= 16 && colon - end <= 1 && CharScanner.isAt(text, colon, ':');
        int value = CharScanner.skipBlanks(text, colon + 1);
        return shape && (CharScanner.skipHex(text, value) - value >= 4 || end <= 3);
    }
}
