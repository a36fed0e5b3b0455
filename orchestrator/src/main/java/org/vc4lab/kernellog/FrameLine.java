// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a call trace of any architecture.
 *
 * @param frame the frame; on ARM the caller's
 * @param callee the function that ARM's lines name first, or ""
 */
record FrameLine(Frame frame, String callee) {
    private static final int MAX_ADDRESSES = 2;

    /** What a line with the program counter begins with, besides powerpc's {@code --- interrupt: 700 at}. */
    private static final List<String> COUNTERS =
            List.of("RIP: ", "EIP: ", "IP: ", "PC is at ", "epc : ", "pc : ", "NIP ");

    private static final Pattern BARE = Pattern.compile(
            "[ \t]*+(\\? )?([A-Za-z_](?=[a-fA-F0-9.]*+[g-zG-Z_])[\\w.]{2,}+)(?:\\(\\))?" + "(?: \\[(\\w++)])?[ \t]*+");

    private static final Frame NO_FUNCTION = new Frame("", Frame.UNKNOWN, Frame.UNKNOWN, "", true);

    static @Nullable FrameLine of(String text) {
        int start = CharScanner.skipBlanks(text, 0);
        if (start >= text.length()) {
            return null;
        }
        start = afterStackTag(text, start);
        int symbol = afterAddresses(text, start);
        FrameLine arm = parseArm(text, symbol);
        if (arm != null) {
            return arm;
        }
        Frame frame = parsePlain(text, symbol);
        return frame == null ? null : new FrameLine(frame, "");
    }

    /** {@code symbol [module]} without an offset. */
    static @Nullable FrameLine bare(String text) {
        Matcher matcher = BARE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String module = matcher.group(3) == null ? "" : matcher.group(3);
        boolean unreliable = matcher.group(1) != null;
        return new FrameLine(new Frame(matcher.group(2), Frame.UNKNOWN, Frame.UNKNOWN, module, unreliable), "");
    }

    /** The frame of a line with the program counter, without a function if it names none; null for other lines. */
    static @Nullable Frame programCounter(String text) {
        int start = CharScanner.skipBlanks(text, 0);
        int interrupt = text.startsWith("--- interrupt: ") ? text.indexOf(" at ") : -1;
        if (interrupt > 0) {
            return counterAt(text, interrupt + " at ".length());
        }
        for (String name : COUNTERS) {
            if (text.startsWith(name, start)) {
                return counterAt(text, CharScanner.skipBlanks(text, start + name.length()));
            }
        }
        return null;
    }

    private static @Nullable Frame counterAt(String text, int start) {
        int segment = CharScanner.skipHex(text, start);
        int position = CharScanner.isAt(text, segment, ':') && segment > start
                ? CharScanner.skipBlanks(text, segment + 1)
                : start;
        if (text.startsWith("0x", position)
                || text.startsWith("(null)", position)
                || text.startsWith("[<  (null)", position)) {
            return NO_FUNCTION;
        }
        FrameLine line = of(text.substring(position));
        return line == null ? null : line.frame();
    }

    /** Whether ARM printed it; with unwinder tables, its traces have no heading. */
    boolean isArm() {
        return !callee.isEmpty();
    }

    /** Functions that were certainly on the stack, innermost first. */
    List<String> functions() {
        if (frame.unreliable()) {
            return isArm() ? List.of(callee) : List.of();
        }
        return isArm() ? List.of(callee, frame.baseName()) : List.of(frame.baseName());
    }

    /** {@code <IRQ>}, {@code <TASK>}, {@code <EOI>} in front of a frame on the same line. */
    private static int afterStackTag(String text, int start) {
        int close = CharScanner.isAt(text, start, '<') ? text.indexOf('>', start) : -1;
        return close > 0 && close - start < 12 ? CharScanner.skipBlanks(text, close + 1) : start;
    }

    /** {@code [<c020d250>] }, {@code [ffff800010] }, {@code ([<00000001>] }, up to two of them. */
    private static int afterAddresses(String text, int start) {
        int i = CharScanner.isAt(text, start, '(') && CharScanner.isAt(text, start + 1, '[') ? start + 1 : start;
        for (int addresses = 0; addresses < MAX_ADDRESSES && CharScanner.isAt(text, i, '['); addresses++) {
            int digits = CharScanner.isAt(text, i + 1, '<') ? i + 2 : i + 1;
            digits = text.startsWith("0x", digits) ? digits + 2 : digits;
            int end = CharScanner.skipHex(text, digits);
            end = CharScanner.isAt(text, end, '>') ? end + 1 : end;
            if (end == digits || !CharScanner.isAt(text, end, ']')) {
                return i;
            }
            i = CharScanner.skipBlanks(text, end + 1);
        }
        return i;
    }

    /** {@code ? function+0x10/0x20 [module] (unreliable)}. */
    static @Nullable Frame parsePlain(String text, int start) {
        boolean questioned = text.startsWith("? ", start);
        int name = questioned ? CharScanner.skipBlanks(text, start + 2) : start;
        int end = symbolEnd(text, name);
        if (end == name) {
            return null;
        }
        String function = text.substring(name, end);
        if (!text.startsWith("+0x", end)) {
            return isDecoded(text, end) ? new Frame(function, Frame.UNKNOWN, Frame.UNKNOWN, "", questioned) : null;
        }
        int offsetEnd = CharScanner.skipHex(text, end + 3);
        if (!text.startsWith("/0x", offsetEnd)) {
            return null;
        }
        int sizeEnd = CharScanner.skipHex(text, offsetEnd + 3);
        if (sizeEnd == offsetEnd + 3 || CharScanner.skipWord(text, sizeEnd) > sizeEnd) {
            return null;
        }
        boolean unreliable = questioned || text.endsWith("(unreliable)");
        long offset = parseNumber(text, end + 3, offsetEnd);
        return new Frame(
                function, offset, parseNumber(text, offsetEnd + 3, sizeEnd), parseModule(text, sizeEnd), unreliable);
    }

    private static int symbolEnd(String text, int start) {
        int i = start;
        while (i < text.length() && (CharScanner.isWord(text.charAt(i)) || ".$".indexOf(text.charAt(i)) >= 0)) {
            i++;
        }
        boolean symbol = i > start && !CharScanner.isDigit(text.charAt(start)) && text.charAt(start) != '.';
        return symbol ? i : start;
    }

    /** {@code function (drivers/x.c:12 include/y.h:3)}, as scripts/decode_stacktrace.sh rewrites a frame. */
    private static boolean isDecoded(String text, int end) {
        int close = text.startsWith(" (", end) ? text.indexOf(')', end) : -1;
        int dot = close < 0 ? -1 : text.indexOf('.', end);
        boolean source = dot > 0 && dot < close && CharScanner.isAt(text, dot + 2, ':');
        return source && CharScanner.isDigit(text.charAt(Math.min(dot + 3, text.length() - 1)));
    }

    /** More than 16 hexadecimal digits are a damaged line. */
    private static long parseNumber(String text, int start, int end) {
        return end == start || end - start > 16
                ? Frame.UNKNOWN
                : Long.parseUnsignedLong(text.substring(start, end), 16);
    }

    /** {@code [module]} or {@code [module 0123abcd]} behind the size. */
    private static String parseModule(String text, int from) {
        int open = text.indexOf(" [", from);
        int end = open < 0 ? -1 : CharScanner.skipWord(text, open + 2);
        boolean named = end > open + 2 && (CharScanner.isAt(text, end, ']') || CharScanner.isAt(text, end, ' '));
        String name = named ? text.substring(open + 2, end) : "";
        return name.equals("inline") ? "" : name;
    }

    /** {@code (callee) from [<c020d5f4>] (caller+0x20/0x24)} or {@code callee from caller+0x20/0x24}. */
    private static @Nullable FrameLine parseArm(String text, int start) {
        int from = text.indexOf(" from ", start);
        if (from < 0) {
            return null;
        }
        int calleeStart = CharScanner.isAt(text, start, '(') ? start + 1 : start;
        String callee = text.substring(calleeStart, symbolEnd(text, calleeStart));
        int caller = afterAddresses(text, from + " from ".length());
        boolean open = CharScanner.isAt(text, caller, '(');
        if (open && text.indexOf(')', caller) < 0) {
            return null; // truncated, perhaps within the size
        }
        caller = open ? caller + 1 : caller;
        Frame frame = callee.isEmpty() ? null : parsePlain(text, caller);
        int callerEnd = symbolEnd(text, caller);
        if (frame == null && open && !callee.isEmpty() && CharScanner.isAt(text, callerEnd, ')')) {
            frame = new Frame(text.substring(caller, callerEnd), Frame.UNKNOWN, Frame.UNKNOWN, "", false);
        }
        if (frame != null) {
            return new FrameLine(frame, callee);
        }
        boolean outermost = !callee.isEmpty() && text.startsWith("0x", caller);
        return outermost ? new FrameLine(NO_FUNCTION, callee) : null;
    }
}
