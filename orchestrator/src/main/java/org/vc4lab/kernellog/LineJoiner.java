// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins what a mailer wrapped, and gives the further lines of a message the prefix of its first. Holds one line back,
 * as only the next one shows whether it is complete.
 */
final class LineJoiner {
    /** Where mailers wrap. */
    private static final int MIN_WIDTH = 70;

    private static final int MAX_WIDTH = 80;
    private static final int MAX_LENGTH = 1 << 12;

    /** dmesg indents the further lines of a message by the width of the prefix, which is at least this. */
    private static final int MIN_PREFIX = 8;

    /** What a line of the kernel does not end with. */
    private static final List<String> OPEN_ENDS = List.of(" at", " in", " by", " from", " to", " of", ",", ":");

    /** Receives lines that are complete. */
    @FunctionalInterface
    interface LineSink {
        void accept(long number, String raw, LogLine line);
    }

    /** @param width of its last piece as it is in the file */
    private record HeldLine(long number, String raw, LogLine line, int width) {}

    private final LineSink sink;
    private @Nullable HeldLine held;
    private boolean joined;

    LineJoiner(LineSink sink) {
        this.sink = sink;
    }

    boolean holdsLine() {
        return held != null;
    }

    /** Whether the last line became a part of the one before. */
    boolean hasJoined() {
        return joined;
    }

    /** Forgets the line that is held back. */
    void discard() {
        held = null;
    }

    void flush() {
        HeldLine complete = held;
        held = null;
        if (complete != null) {
            sink.accept(complete.number(), complete.raw(), complete.line());
        }
    }

    void add(String raw, long number) {
        LogLine line = LogLine.of(raw);
        int width = raw.stripTrailing().length();
        HeldLine first = held;
        joined = first != null && isWrapped(first, line);
        if (first != null && joined) {
            String whole = first.raw().stripTrailing() + " " + line.text().strip();
            held = new HeldLine(first.number(), whole, LogLine.of(whole), width);
        } else {
            LogLine complete = first == null ? line : asPartOf(first, line);
            flush();
            held = new HeldLine(number, raw, complete, width);
        }
    }

    /** The next word would not have fitted into the line before, and begins no line of its own. */
    private static boolean isWrapped(HeldLine first, LogLine next) {
        String start = first.line().text();
        String rest = next.text().strip();
        int word = rest.indexOf(' ') < 0 ? rest.length() : rest.indexOf(' ');
        boolean fits = first.width() > MAX_WIDTH || first.width() + 1 + word <= MIN_WIDTH;
        boolean indented = CharScanner.skipBlanks(next.text(), 0) >= MIN_PREFIX;
        boolean isRule = start.strip().indexOf(' ') < 0;
        return !next.stamped()
                && !rest.isEmpty()
                && !fits
                && !indented
                && !isRule
                && first.raw().length() < MAX_LENGTH
                && (first.line().stamped() || !isLineOfItsOwn(start, rest));
    }

    private static boolean isLineOfItsOwn(String start, String rest) {
        boolean open = OPEN_ENDS.stream().anyMatch(start.stripTrailing()::endsWith);
        return (!open && FrameLine.of(rest) != null)
                || ReportRuleTable.match(rest) != null
                || ReportLines.isContinuation(rest);
    }

    /** A message of several lines has one prefix: the next line is its second if it is indented by that. */
    private static LogLine asPartOf(HeldLine first, LogLine next) {
        LogLine start = first.line();
        int prefix = first.raw().length() - start.text().length();
        int indentation = CharScanner.skipBlanks(next.text(), 0);
        boolean indented = indentation >= MIN_PREFIX && indentation + 1 >= prefix;
        if (!start.stamped()
                || next.stamped()
                || next.text().isBlank()
                || !(indented || start.text().isBlank())) {
            return next;
        }
        String text = next.text().substring(Math.min(indentation, prefix));
        return new LogLine(text, true, start.caller(), start.seconds());
    }
}
